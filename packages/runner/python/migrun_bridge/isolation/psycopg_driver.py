"""psycopg 3: ``Connection.connect`` and ``AsyncConnection.connect``, which pools use as well."""

import inspect

from . import libpq
from .placement import placement


def _patch_class(module, name):
    """Wraps the two class methods through which every connection of psycopg goes."""
    cls = getattr(module, name, None)
    if cls is None or "migrun_guarded" in cls.__dict__:
        return
    connect = cls.__dict__["connect"].__func__
    own = {
        parameter.name
        for parameter in inspect.signature(connect).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }

    def arguments(conninfo, kwargs):
        words = {key: value for key, value in kwargs.items() if key not in own}
        rest = {key: value for key, value in kwargs.items() if key in own}
        return redirect_conninfo(conninfo, words, "drivers"), rest

    if inspect.iscoroutinefunction(connect):

        async def guarded(cls, conninfo="", **kwargs):
            conninfo, rest = arguments(conninfo, kwargs)
            return await connect(cls, conninfo, **rest)

    else:

        def guarded(cls, conninfo="", **kwargs):
            conninfo, rest = arguments(conninfo, kwargs)
            return connect(cls, conninfo, **rest)

    guarded.__name__ = "connect"
    guarded.__doc__ = connect.__doc__
    cls.connect = classmethod(guarded)
    cls.migrun_guarded = True


def _patch_base(cls):
    """The last step in Python before libpq: covers subclasses that build the conninfo themselves."""
    if "migrun_guarded" in cls.__dict__:
        return
    generate = cls.__dict__["_connect_gen"].__func__

    def _connect_gen(cls, conninfo="", *args, **kwargs):
        return generate(cls, redirect_attempt(conninfo), *args, **kwargs)

    cls._connect_gen = classmethod(_connect_gen)
    cls.migrun_guarded = True


def redirect_attempt(conninfo):
    """As ``redirect_conninfo``, for one attempt: psycopg has added the address of the host by itself."""
    from psycopg.conninfo import conninfo_to_dict

    params = conninfo_to_dict(conninfo)
    hosts = libpq.split_hosts(params.get("host"), params.get("port"))
    key = hosts[0] + (params.get("dbname"),) if len(hosts) == 1 else None
    if key in placement.own_addresses():
        params.pop("hostaddr", None)
    return libpq.conninfo(libpq.redirect(params, "psycopg", "drivers"))


def redirect_conninfo(conninfo, words, layer):
    """A conninfo string and keywords as psycopg reads them, for the target's own database."""
    from psycopg.conninfo import conninfo_to_dict

    params = conninfo_to_dict(conninfo or "", **words)
    return libpq.conninfo(libpq.redirect(params, "psycopg", layer))


def redirect_arguments(dialect, cargs, cparams):
    """What SQLAlchemy is about to hand to ``psycopg.connect``, changed in place."""
    from psycopg import pq

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    words = {name: cparams.pop(name) for name in list(cparams) if name in known}
    conninfo = cargs[0] if cargs else cparams.pop("conninfo", "")
    from psycopg.conninfo import conninfo_to_dict

    params = libpq.redirect(conninfo_to_dict(conninfo or "", **words), "psycopg", "sqlalchemy")
    cargs[:] = []
    cparams.update(params)


def _patch_libpq(module):
    """``psycopg.pq``: the class below all others. Used alone it could reach anything, so its ways in are wrapped."""
    plain = module.PGconn
    if hasattr(plain, "migrun_plain"):
        return

    class Meta(type):
        def __instancecheck__(cls, instance):
            return isinstance(instance, plain)

        def __subclasscheck__(cls, other):
            return issubclass(other, plain)

        def __getattr__(cls, name):
            return getattr(plain, name)

    def rewritten(conninfo):
        return redirect_attempt(conninfo.decode("utf-8")).encode("utf-8")

    class PGconn(metaclass=Meta):
        """Stands for psycopg's class wherever a connection is opened."""

        migrun_plain = plain

        def __new__(cls, *args, **kwargs):
            return plain(*args, **kwargs)

        @staticmethod
        def connect(conninfo):
            """Opens a connection to the target's own database."""
            return plain.connect(rewritten(conninfo))

        @staticmethod
        def connect_start(conninfo):
            """Begins to open a connection to the target's own database."""
            return plain.connect_start(rewritten(conninfo))

        @staticmethod
        def ping(conninfo):
            """Pings the server of the target's own database."""
            return plain.ping(rewritten(conninfo))

    module.PGconn = PGconn


def _patch_sync(module):
    _patch_base(next(cls for cls in module.Connection.__mro__ if "_connect_gen" in cls.__dict__))
    _patch_class(module, "Connection")
    # psycopg 3.0 and 3.1 keep both classes in one place or import one from the other.
    _patch_class(module, "AsyncConnection")


def _patch_async(module):
    _patch_base(next(cls for cls in module.AsyncConnection.__mro__ if "_connect_gen" in cls.__dict__))
    _patch_class(module, "AsyncConnection")


PATCHES = {
    "psycopg.pq": _patch_libpq,
    "psycopg.connection": _patch_sync,
    "psycopg.connection_async": _patch_async,
}
