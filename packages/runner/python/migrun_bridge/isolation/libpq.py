"""Connection parameters in libpq's keywords: who is asked for, and what is connected to instead."""

import re

from . import pg_environment
from .placement import Asked, placement

#: What survives a redirect. Everything else (TLS, service, token, host settings) belongs to the other server.
KEPT = frozenset(
    "options application_name fallback_application_name client_encoding connect_timeout keepalives"
    " keepalives_idle keepalives_interval keepalives_count tcp_user_timeout replication".split()
)


def split_hosts(host, port):
    """libpq's host and port lists as ``(host, port)`` pairs."""
    hosts = str(host).split(",") if host else []
    ports = str(port).split(",") if port else []
    pairs = []
    for index, name in enumerate(hosts):
        number = ports[index] if len(ports) > 1 and index < len(ports) else (ports[0] if ports else "")
        pairs.append((name.strip(), port_number(number)))
    return pairs


def port_number(text):
    """A port as a number, 5432 where none is given."""
    text = str(text or "").strip()
    return int(text) if re.fullmatch(r"[0-9]+", text) else 5432


def identify(params, driver):
    """The database that libpq would go to with these parameters and this environment."""
    said = pg_environment.withdraw()
    service = params.get("service") or (None if params.get("host") else said.get("PGSERVICE"))
    host = params.get("hostaddr") or params.get("host") or said.get("PGHOSTADDR") or said.get("PGHOST")
    port = params.get("port") or said.get("PGPORT")
    user = params.get("user") or said.get("PGUSER")
    database = params.get("dbname") or said.get("PGDATABASE")
    hosts = split_hosts(host, port)
    if service:
        # A service may name all the rest; its name is all that tells one from another.
        hosts = [("service=" + service, None)]
    elif not hosts and port:
        hosts = [("", port_number(port))]
    return Asked("postgresql", driver, hosts, database or ("" if service else user or ""), user)


def redirect(params, driver, layer):
    """The parameters to connect with instead."""
    given = placement.postgres(identify(params, driver), layer)
    user, password = given.credentials(params.get("user"), params.get("password"))
    result = {name: value for name, value in params.items() if name in KEPT and value is not None}
    result.update(host=given.host, port=str(given.port), dbname=given.database, user=user)
    if password:
        result["password"] = password
    return result


def conninfo(params):
    """Parameters as libpq's keyword/value string."""
    quoted = []
    for name, value in params.items():
        text = str(value).replace("\\", "\\\\").replace("'", "\\'")
        quoted.append("%s='%s'" % (name, text))
    return " ".join(quoted)
