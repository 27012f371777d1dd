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
    "mariadb": ("connect", "Connection", "ConnectionPool"),
    "pyodbc": ("connect",),
    "aioodbc": ("connect", "create_pool"),
    "pymssql": ("connect",),
    "pymssql._pymssql": ("connect",),
    "mssql_python": ("connect",),
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
    "pgdb": ("connect",),
    "pg": ("connect", "DB"),
    "postgresql": ("open",),
    "psqlpy": ("connect", "ConnectionPool"),
    "snowflake.connector": ("connect", "Connect", "SnowflakeConnection"),
    "ibm_db": ("connect", "pconnect"),
    "hdbcli.dbapi": ("connect", "Connection"),
    "clickhouse_driver.dbapi": ("connect",),
    "clickhouse_driver": ("Client", "connect"),
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
