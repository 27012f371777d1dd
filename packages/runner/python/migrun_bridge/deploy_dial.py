"""Connections of migrun's own to the live database: one driver call, autocommit, plain SQL.

Made with the very arguments that env.py's engine connects with, or from a URL. SQL that goes
through here has no parameters and no percent sign: drivers disagree on both.
"""

import importlib.util
import os

from .deploy_errors import DeployStop

#: Arguments of SQLAlchemy's adapters, or that change what a row looks like.
_NOT_OURS = (
    "async_fallback",
    "async_creator_fn",
    "prepared_statement_cache_size",
    "prepared_statement_name_func",
    "cursor_factory",
    "connection_factory",
    "row_factory",
    "context",
)
_MODULES = {"psycopg2": "psycopg2", "psycopg": "psycopg", "asyncpg": "asyncpg", "pg8000": "pg8000"}
_CONNECT_SECONDS = 10


class Dial:
    """How to reach a database: a driver and the arguments of its ``connect``."""

    def __init__(self, driver, cargs, cparams):
        self.driver = "psycopg" if driver == "psycopg_async" else driver
        self.cargs = tuple(cargs)
        self.cparams = {name: value for name, value in cparams.items() if name not in _NOT_OURS}

    def key(self):
        """Equal for equal places and users; never shown: it holds the password."""
        return repr((self.driver, self.cargs, sorted(self.cparams.items(), key=lambda item: item[0])))

    def open(self):
        """A new connection. Raises what the driver raises."""
        return _PLAIN[self.driver](self)


class UnknownDriver(Exception):
    """No driver for Postgres that migrun can open a connection of its own with."""


class NoDriver(UnknownDriver):
    """None is installed."""


def from_url(text):
    """The dial of a SQLAlchemy URL; a driver that it does not name is the first that is installed."""
    from sqlalchemy.engine.url import make_url

    url = make_url(text)
    if url.drivername in ("postgresql", "postgres"):
        installed = [name for name in _MODULES if importlib.util.find_spec(_MODULES[name]) is not None]
        if not installed:
            raise NoDriver("none of psycopg2, psycopg, asyncpg, pg8000 is installed")
        url = url.set(drivername="postgresql+" + installed[0])
    if url.get_backend_name() != "postgresql":
        raise DeployStop("dialect", "This is a deploy for Postgres, and `url` names %s" % url.get_backend_name())
    dialect = url.get_dialect()()
    if dialect.name != "postgresql" or dialect.driver not in (*_MODULES, "psycopg_async"):
        raise UnknownDriver("%s+%s" % (dialect.name, dialect.driver))
    cargs, cparams = dialect.create_connect_args(url)
    return Dial(dialect.driver, cargs, cparams)


class _Psycopg2:
    """Over psycopg2."""

    def __init__(self, dial):
        import psycopg2

        self._connection = psycopg2.connect(
            *dial.cargs, **{"connect_timeout": _CONNECT_SECONDS, **dial.cparams}
        )
        self._connection.autocommit = True
        self.told_pid = self._connection.get_backend_pid()
        known = self._connection.get_dsn_parameters()
        self.host, self.port = known.get("host") or "", known.get("port") or ""

    def query(self, sql):
        """Rows as sequences; nothing for a statement without rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def close(self):
        """Ends the session; a lost one too."""
        self._connection.close()


class _Psycopg:
    """Over psycopg 3."""

    def __init__(self, dial):
        import psycopg

        self._connection = psycopg.connect(
            *dial.cargs, **{"connect_timeout": _CONNECT_SECONDS, **dial.cparams, "autocommit": True}
        )
        info = self._connection.info
        self.told_pid = info.backend_pid
        self.host, self.port = info.host or "", str(info.port or "")

    def query(self, sql):
        """Rows as sequences; nothing for a statement without rows."""
        cursor = self._connection.execute(sql)
        return cursor.fetchall() if cursor.description else []

    def close(self):
        """Ends the session; a lost one too."""
        self._connection.close()


class _Pg8000:
    """Over pg8000."""

    def __init__(self, dial):
        import struct

        import pg8000.dbapi

        self._connection = pg8000.dbapi.connect(*dial.cargs, **dial.cparams)
        self._connection.autocommit = True
        data = getattr(self._connection, "_backend_key_data", None)
        self.told_pid = struct.unpack("!i", data[:4])[0] if data else None
        self.host, self.port = str(dial.cparams.get("host") or ""), str(dial.cparams.get("port") or "")

    def query(self, sql):
        """Rows as sequences; nothing for a statement without rows."""
        cursor = self._connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []

    def close(self):
        """Ends the session; a lost one too."""
        self._connection.close()


class _Asyncpg:
    """Over asyncpg, in a loop of its own: env.py's loop is busy with env.py."""

    def __init__(self, dial):
        import asyncio

        import asyncpg

        self._loop = asyncio.new_event_loop()
        arguments = {"timeout": _CONNECT_SECONDS, **dial.cparams}
        self._connection = self._run(asyncpg.connect(*dial.cargs, **arguments))
        self.told_pid = self._connection.get_server_pid()
        self.host, self.port = str(dial.cparams.get("host") or ""), str(dial.cparams.get("port") or "")

    def _run(self, work):
        return self._loop.run_until_complete(work)

    def query(self, sql):
        """Rows as sequences; nothing for a statement without rows."""
        # The simple protocol gives no rows; statements are not kept, so that a pooler is not confused.
        return [tuple(row) for row in self._run(self._connection.fetch(sql))]

    def close(self):
        """Ends the session; a lost one too."""
        try:
            self._connection.terminate()
            self._run(_turn())
        finally:
            self._loop.close()


async def _turn():
    """One turn of the loop, in which a transport closes."""


_PLAIN = {"psycopg2": _Psycopg2, "psycopg": _Psycopg, "pg8000": _Pg8000, "asyncpg": _Asyncpg}


def told_pid(connection):
    """The backend's pid as the protocol told it to a driver's connection under SQLAlchemy; None: not known."""
    plain = getattr(connection, "_connection", None) or connection
    if hasattr(plain, "get_backend_pid"):
        return plain.get_backend_pid()
    if hasattr(plain, "get_server_pid"):
        return plain.get_server_pid()
    info = getattr(plain, "info", None)
    return getattr(info, "backend_pid", None)


def is_postgres(connection):
    """Is it the connection of a Postgres driver, as pools of SQLAlchemy hold it?"""
    names = {cls.__module__.partition(".")[0] for cls in type(connection).__mro__}
    inner = getattr(connection, "_connection", None)
    if inner is not None:
        names |= {cls.__module__.partition(".")[0] for cls in type(inner).__mro__}
    return not names.isdisjoint(_MODULES)


def run_in_autocommit(connection, sql):
    """Runs a statement under the driver's own autocommit, so that no rollback takes back what it sets."""
    before = connection.autocommit
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else []
        cursor.close()
        return [tuple(row.values()) if isinstance(row, dict) else tuple(row) for row in rows]
    finally:
        connection.autocommit = before


def quoted(text):
    """A text as an SQL literal, without backslashes and percent signs of its own."""
    return "'%s'" % str(text).replace("'", "''").replace("\\", "/").replace("%", "_")


def identifier(name):
    """A quoted name."""
    return '"%s"' % str(name).replace('"', '""')


def would_create(file):
    """SQLite makes a file that is not there when it connects."""
    return isinstance(file, str) and file not in ("", ":memory:") and file[:5] != "file:" and not os.path.exists(file)
