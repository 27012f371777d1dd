"""psycopg2: every connection is an object of a guarded class, whichever way it is made."""

from . import libpq

#: Arguments of ``connect`` that are psycopg2's own, not libpq's.
_OWN_ARGUMENTS = frozenset(("connection_factory", "cursor_factory", "async", "async_"))


def _patch(module):
    """Patches ``psycopg2._psycopg``, from where all other modules take their names."""
    if getattr(module, "migrun_guarded", False):
        return
    parse = module.parse_dsn
    connect = module._connect

    class connection(module.connection):
        """A psycopg2 connection that goes to the target's own database."""

        def __init__(self, dsn, *args, **kwargs):
            super().__init__(redirect_dsn(parse, dsn, "drivers"), *args, **kwargs)

    class ReplicationConnection(module.ReplicationConnection):
        """A replication connection that goes to the target's own database."""

        def __init__(self, dsn, *args, **kwargs):
            super().__init__(redirect_dsn(parse, dsn, "drivers"), *args, **kwargs)

    def _connect(dsn, connection_factory=None, *args, **kwargs):
        # Here too: a factory may be a class that was derived before the classes were guarded.
        dsn = redirect_dsn(parse, dsn, "drivers")
        return connect(dsn, connection_factory or connection, *args, **kwargs)

    for guarded in (connection, ReplicationConnection):
        guarded.__module__ = "psycopg2.extensions"
        guarded.__qualname__ = guarded.__name__
    module.connection = connection
    module.ReplicationConnection = ReplicationConnection
    module._connect = _connect
    module.migrun_guarded = True


def redirect_dsn(parse, dsn, layer):
    """A DSN as psycopg2 reads it, for the target's own database."""
    return libpq.conninfo(libpq.redirect(parse(dsn or ""), "psycopg2", layer))


def redirect_arguments(dialect, cargs, cparams):
    """What SQLAlchemy is about to hand to ``psycopg2.connect``, changed in place."""
    from psycopg2 import extensions

    words = {name: value for name, value in cparams.items() if name not in _OWN_ARGUMENTS and name != "dsn"}
    dsn = extensions.make_dsn(cargs[0] if cargs else cparams.get("dsn"), **words)
    params = libpq.redirect(extensions.parse_dsn(dsn), "psycopg2", "sqlalchemy")
    own = {name: value for name, value in cparams.items() if name in _OWN_ARGUMENTS}
    cargs[:] = []
    cparams.clear()
    cparams.update(own, **params)


PATCHES = {"psycopg2._psycopg": _patch}
