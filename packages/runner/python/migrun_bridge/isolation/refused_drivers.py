"""Drivers that cannot be given a database of their own: connecting with them is refused."""

from .placement import IsolationError

#: Module -> names in it that open a connection.
_NAMES = {
    "pymysql": ("connect", "Connect", "Connection"),
    "pymysql.connections": ("Connection",),
    "MySQLdb": ("connect", "Connect", "Connection"),
    "MySQLdb._mysql": ("connect",),
    "MySQLdb.connections": ("Connection",),
    "mysql.connector": ("connect",),
    "mysql.connector.connection": ("MySQLConnection",),
    "mysql.connector.connection_cext": ("CMySQLConnection",),
    "mysql.connector.aio": ("connect",),
    "aiomysql": ("connect", "create_pool", "Connection"),
    "aiomysql.connection": ("connect", "Connection"),
    "asyncmy": ("connect", "create_pool"),
    "asyncmy.connection": ("connect",),
    "cymysql": ("connect", "Connect"),
    "cymysql.connections": ("Connection",),
    "mariadb": ("connect", "Connection", "ConnectionPool"),
    "pyodbc": ("connect",),
    "aioodbc": ("connect", "create_pool"),
    "turbodbc": ("connect",),
    "jaydebeapi": ("connect",),
    "pymssql": ("connect",),
    "pymssql._pymssql": ("connect",),
    "mssql_python": ("connect",),
    "pytds": ("connect",),
    "oracledb": (
        "connect",
        "connect_async",
        "create_pool",
        "create_pool_async",
        "Connection",
        "AsyncConnection",
        "ConnectionPool",
        "AsyncConnectionPool",
    ),
    "cx_Oracle": ("connect", "Connection", "SessionPool"),
    "psycopg2cffi": ("connect",),
    "redshift_connector": ("connect", "Connection"),
    "redshift_connector.core": ("Connection",),
    "adbc_driver_manager": ("AdbcDatabase",),
    "adbc_driver_manager._lib": ("AdbcDatabase",),
    "connectorx.connectorx": ("read_sql", "read_sql2", "partition_sql", "get_meta"),
    "pgdb": ("connect",),
    "pg": ("connect", "DB"),
    "postgresql": ("open",),
    "psqlpy": ("connect", "ConnectionPool"),
    "snowflake.connector": ("connect", "Connect", "SnowflakeConnection"),
    "ibm_db": ("connect", "pconnect"),
    "hdbcli.dbapi": ("connect", "Connection"),
    "clickhouse_driver.dbapi": ("connect",),
    "clickhouse_driver": ("Client", "connect"),
    "clickhouse_connect": ("get_client", "get_async_client", "create_client"),
    "vertica_python": ("connect",),
    "trino.dbapi": ("connect", "Connection"),
    "databricks.sql": ("connect",),
    "duckdb": ("connect",),
    "pysqlite3": ("connect", "Connection"),
    "pysqlite3.dbapi2": ("connect", "Connection"),
    "sqlcipher3.dbapi2": ("connect", "Connection"),
    "apsw": ("Connection",),
    "libsql": ("connect",),
}


def _refuse(module, names):
    for name in names:
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _refusing(original, module.__name__))


def _refusing(original, driver):
    def refuse(*_, **__):
        raise IsolationError("connections of %s cannot be isolated" % driver)

    if isinstance(original, type):
        try:
            # Still a class: dialects derive from it or test for it.
            return type(original.__name__, (original,), {"__new__": refuse, "__init__": refuse})
        except TypeError:
            pass
    refuse.__name__ = getattr(original, "__name__", "connect")
    return refuse


def _patch_for(names):
    return lambda module: _refuse(module, names)


PATCHES = {module: _patch_for(names) for module, names in _NAMES.items()}
