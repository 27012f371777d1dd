"""sqlite3: files are replaced by throw-away ones; databases in memory are left alone."""

import os
import urllib.parse

from .placement import Asked, IsolationError, placement

_ATTACH = 24  # SQLITE_ATTACH
_guarded = {}


def _patch(module):
    """Patches ``_sqlite3`` and the modules that took their names from it."""
    if not hasattr(module, "Connection") or not hasattr(module, "connect"):
        return
    if not _guarded:
        _guarded["Connection"] = _guard(module.Connection)
        _guarded["connect"] = _connect_with(module.connect, _guarded["Connection"])
    module.Connection = _guarded["Connection"]
    module.connect = _guarded["connect"]


def _guard(plain):
    class Connection(plain):
        """A SQLite connection to a throw-away file, which cannot attach others."""

        def __init__(self, database, *args, **kwargs):
            path = redirect_path(database, kwargs.get("uri", len(args) > 6 and args[6]), "drivers")
            if path is not None:
                database = path
                kwargs.pop("uri", None)
                args = args[:6] + args[7:] if len(args) <= 7 else args[:6] + (False,) + args[7:]
            super().__init__(database, *args, **kwargs)
            self.set_authorizer(None)

        def set_authorizer(self, authorizer_callback):
            """Adds the ban on foreign files to whatever the user wants to allow."""

            def authorize(action, first, second, database, trigger):
                if action == _ATTACH and not _may_attach(first):
                    return 1  # SQLITE_DENY
                if authorizer_callback is None:
                    return 0
                return authorizer_callback(action, first, second, database, trigger)

            super().set_authorizer(authorize)

    Connection.__module__ = "sqlite3"
    Connection.__qualname__ = "Connection"
    return Connection


def _connect_with(connect, guarded):
    def connect_guarded(*args, **kwargs):
        if len(args) < 6:
            kwargs.setdefault("factory", guarded)
        return connect(*args, **kwargs)

    connect_guarded.__name__ = "connect"
    connect_guarded.__doc__ = connect.__doc__
    return connect_guarded


def _may_attach(name):
    return name is not None and (name in ("", ":memory:") or placement.owns_file(name))


def _is_memory(path, uri):
    if path in ("", ":memory:"):
        return True
    if not (uri and path.startswith("file:")):
        return False
    parsed = urllib.parse.urlsplit(path)
    return parsed.path in ("", ":memory:") or dict(urllib.parse.parse_qsl(parsed.query)).get("mode") == "memory"


def redirect_path(database, uri, layer):
    """The file to open instead; None for a database in memory."""
    try:
        path = os.fsdecode(database)
    except TypeError:
        raise IsolationError("sqlite3 was asked for something that is not a path") from None
    if _is_memory(path, uri):
        return None
    if uri and path.startswith("file:"):
        path = urllib.parse.unquote(urllib.parse.urlsplit(path).path)
    return placement.sqlite(Asked("sqlite", "sqlite3", (), os.path.abspath(path)), layer)


def redirect_arguments(dialect, cargs, cparams):
    """What SQLAlchemy is about to hand to ``sqlite3.connect``, changed in place."""
    database = cargs[0] if cargs else cparams.get("database", "")
    path = redirect_path(database, cparams.get("uri"), "sqlalchemy")
    if path is not None:
        cparams.pop("uri", None)
        cparams.pop("database", None)
        cargs[:] = [path]


PATCHES = {"_sqlite3": _patch, "sqlite3.dbapi2": _patch, "sqlite3": _patch}
