"""Numbers the transactions that statements run in, as the drivers know them: nothing is asked of a server."""

_KEY = "migrun.transaction"
_IDLE = 0


class Transactions:
    """Transactions of all engines of one env.py run, counted from 1 as they begin. Savepoints do not count."""

    def __init__(self):
        self._begun = 0

    def number(self, connection):
        """Of the statement that is about to run on a SQLAlchemy connection; None where the server commits it by itself."""
        dbapi = dbapi_connection(connection)
        inside = is_open(driver_connection(connection.connection))
        if inside is False:
            # Whatever was: it has been ended by the driver's commit, or by a COMMIT that somebody wrote.
            self.forget(connection)
            if is_autocommit(connection) or not _begins(dbapi):
                return None
        elif inside is None and is_autocommit(connection):
            return None
        if connection.info.get(_KEY) is None:
            self._begun += 1
            connection.info[_KEY] = self._begun
        return connection.info[_KEY]

    def current(self, connection):
        """Of the last statement; None where it was committed by itself, or nothing has been sent."""
        return connection.info.get(_KEY)

    def forget(self, connection):
        """The connection's transaction has ended."""
        if not connection.closed and not connection.invalidated:
            connection.info.pop(_KEY, None)


def dbapi_connection(connection):
    """The DB-API connection of a SQLAlchemy connection: the driver's own, or SQLAlchemy's adapter of an async one."""
    proxied = connection.connection
    return getattr(proxied, "dbapi_connection", None) or getattr(proxied, "connection", proxied)


def driver_connection(proxied):
    """The driver's own connection under SQLAlchemy's proxies."""
    plain = getattr(proxied, "driver_connection", None) or getattr(proxied, "connection", proxied)
    return getattr(plain, "_connection", None) or plain


def is_autocommit(connection):
    """Does a SQLAlchemy connection commit every statement by itself?"""
    told = getattr(dbapi_connection(connection), "autocommit", None)
    if isinstance(told, bool):
        return told
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


def is_open(plain):
    """Is a transaction open on the server, as its last answer said? None where the driver does not tell."""
    # libpq's own: psycopg2 and psycopg
    status = getattr(getattr(plain, "info", None), "transaction_status", None)
    if status is not None:
        return int(status) != _IDLE
    asked = getattr(plain, "is_in_transaction", None)
    if callable(asked):
        # asyncpg
        return bool(asked())
    told = getattr(plain, "_in_transaction", None)
    # pg8000
    return told if isinstance(told, bool) else None


def _begins(dbapi):
    """Outside of autocommit: will the driver send BEGIN before the next statement? Not where it believes that it has."""
    # psycopg2: 1 is ready, 2 is begun
    status = getattr(dbapi, "status", None)
    if isinstance(status, int) and hasattr(dbapi, "get_transaction_status"):
        return status != 2
    # SQLAlchemy's adapter of asyncpg
    return getattr(dbapi, "_transaction", None) is None
