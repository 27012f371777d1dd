"""asyncpg: its own reading of the arguments is used to see who is asked for."""

import os
import threading
import urllib.parse

from . import pg_environment
from .libpq import port_number
from .placement import Asked, placement

#: Arguments that belong to the server asked for: TLS, service, token and host settings.
_DROPPED = (
    "dsn ssl direct_tls passfile target_session_attrs krbsrvname gsslib service servicefile".split()
)
#: The same, in the query of a DSN.
_DROPPED_QUERY = ("ssl", "passfile", "service", "target_session_attrs", "krbsrvname", "gss", "channel_binding")
_ADDRESS = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
_lock = threading.Lock()
_parsers = {}


def _patch(module):
    """Wraps the one function of ``asyncpg.connect_utils`` that turns arguments into addresses."""
    parse = module._parse_connect_arguments
    if hasattr(parse, "migrun_plain"):
        return
    # Loaded again, the module has a parser of its own, which knows its own classes.
    _parsers["asyncpg"] = parse

    def _parse_connect_arguments(**kwargs):
        return parse(**redirect(kwargs, "drivers"))

    _parse_connect_arguments.migrun_plain = parse
    module._parse_connect_arguments = _parse_connect_arguments


def redirect(kwargs, layer):
    """The arguments to connect with instead. ``kwargs`` are all that asyncpg's parser takes."""
    asked, params = _identify(kwargs)
    given = placement.postgres(asked, layer)
    user, password = given.credentials(asked.user, getattr(params, "password", None))
    result = {name: (None if name in _DROPPED else value) for name, value in kwargs.items()}
    result.update(host=given.host, port=given.port, database=given.database, user=user, password=password or "")
    result["server_settings"] = params.server_settings
    return result


def _identify(kwargs):
    """Who is asked for, and asyncpg's own view of the other parameters."""
    said = pg_environment.withdraw()
    dsn, service = _without_dropped(kwargs.get("dsn"))
    service = service or kwargs.get("service") or said.get("PGSERVICE")
    neutral = {name: (None if name in _DROPPED else value) for name, value in kwargs.items()}
    neutral["dsn"] = dsn
    with _lock:
        # asyncpg reads these by itself where an argument is missing.
        os.environ.update({name: said[name] for name in _ADDRESS if name in said})
        try:
            addresses, params = _parsers["asyncpg"](**neutral)[:2]
        finally:
            pg_environment.withdraw()
    if service:
        hosts = [("service=" + service, None)]
    elif _names_a_host(neutral, dsn, said):
        hosts = [_pair(address) for address in addresses]
    else:
        hosts = []
    database = "" if service and not neutral.get("database") else params.database
    return Asked("postgresql", "asyncpg", hosts, database or "", params.user), params


def _names_a_host(neutral, dsn, said):
    if neutral.get("host") or said.get("PGHOST"):
        return True
    if not dsn:
        return False
    parsed = urllib.parse.urlsplit(dsn)
    return bool(parsed.netloc.rpartition("@")[2] or "host" in urllib.parse.parse_qs(parsed.query))


def _pair(address):
    if isinstance(address, str):
        folder, _, port = address.partition("/.s.PGSQL.")
        return folder, port_number(port)
    return address[0], port_number(address[1])


def _without_dropped(dsn):
    """The DSN without settings of the server asked for, and the service it names."""
    if not dsn:
        return dsn, None
    parsed = urllib.parse.urlsplit(dsn)
    pairs = urllib.parse.parse_qsl(parsed.query, keep_blank_values=True)
    service = dict(pairs).get("service")
    kept = [(name, value) for name, value in pairs if not name.startswith(_DROPPED_QUERY)]
    return parsed._replace(query=urllib.parse.urlencode(kept)).geturl(), service


def redirect_arguments(dialect, cargs, cparams):
    """What SQLAlchemy is about to hand to ``asyncpg.connect``, changed in place."""
    import inspect

    from asyncpg import connect_utils

    names = inspect.signature(_parsers.get("asyncpg") or connect_utils._parse_connect_arguments).parameters
    kwargs = dict.fromkeys(names)
    kwargs.update({name: cparams[name] for name in list(cparams) if name in names})
    if cargs:
        kwargs["dsn"] = cargs[0]
    # asyncpg.connect has defaults for these; its parser takes no None.
    for name in ("statement_cache_size", "max_cached_statement_lifetime", "max_cacheable_statement_size"):
        if name in kwargs and kwargs[name] is None:
            kwargs[name] = 100
    changed = redirect(kwargs, "sqlalchemy")
    cargs[:] = []
    for name in _DROPPED:
        cparams.pop(name, None)
    for name in ("host", "port", "database", "user", "password"):
        cparams[name] = changed[name]
    if changed["server_settings"]:
        cparams["server_settings"] = changed["server_settings"]


PATCHES = {"asyncpg.connect_utils": _patch}
