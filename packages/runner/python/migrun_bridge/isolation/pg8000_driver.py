"""pg8000: all of its APIs (DB-API, native, legacy) end in one constructor."""

import inspect

from . import pg_environment
from .libpq import port_number
from .placement import Asked, IsolationError, placement

#: Arguments that belong to the server asked for.
_DROPPED = ("ssl_context", "source_address", "unix_sock", "sock")


def _patch(module):
    cls = getattr(module, "CoreConnection", None) or module.Connection
    if "migrun_guarded" in cls.__dict__:
        return
    construct = cls.__init__
    signature = inspect.signature(construct)

    def __init__(self, *args, **kwargs):
        arguments = dict(signature.bind(self, *args, **kwargs).arguments)
        arguments.pop(next(iter(signature.parameters)))
        changed = redirect(arguments, "drivers")
        self.migrun_database = changed["database"]
        construct(self, **{name: value for name, value in changed.items() if name in signature.parameters})

    cls.__init__ = __init__
    cls.migrun_guarded = True


def redirect(arguments, layer):
    """The arguments of ``connect`` for the target's own database."""
    pg_environment.withdraw()
    if arguments.get("sock") is not None:
        raise IsolationError("pg8000 was given an open socket, and nobody can tell where it leads")
    asked = _identify(arguments)
    given = placement.postgres(asked, layer)
    user, password = given.credentials(asked.user, arguments.get("password"))
    result = {name: value for name, value in arguments.items() if name not in _DROPPED}
    result.update(user=user, password=password, database=given.database, port=given.port)
    if given.host.startswith("/"):
        result["unix_sock"] = "%s/.s.PGSQL.%d" % (given.host, given.port)
        result.pop("host", None)
    else:
        result["host"] = given.host
    return result


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else value


def _identify(arguments):
    user = _text(arguments.get("user"))
    database = _text(arguments.get("database")) or user or ""
    socket = arguments.get("unix_sock")
    if socket:
        folder, _, port = str(_text(socket)).partition("/.s.PGSQL.")
        hosts = [(folder, port_number(port))]
    else:
        host = arguments.get("host", "localhost") or ""
        port = port_number(arguments.get("port", 5432))
        hosts = [(host, port)]
    return Asked("postgresql", "pg8000", hosts, database, user)


def redirect_arguments(dialect, cargs, cparams):
    """What SQLAlchemy is about to hand to ``pg8000.connect``, changed in place."""
    if cargs:
        cparams.setdefault("user", cargs[0])
    changed = redirect(dict(cparams), "sqlalchemy")
    cargs[:] = []
    cparams.clear()
    cparams.update(changed)


PATCHES = {"pg8000.core": _patch}
