"""Takes libpq's variables away before a connect, and remembers what they said.

Explicit arguments cannot switch all of them off (a service file brings its own host),
and what env.py sets must not reach a child process such as ``psql`` either.
"""

import os

#: They say where to connect to and as whom. PGOPTIONS, PGAPPNAME and alike stay: they are the session's.
_ADDRESS = ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD")
_OTHERS = (
    "PGHOSTADDR PGPASSFILE PGSERVICE PGSERVICEFILE PGSYSCONFDIR PGREQUIREAUTH PGCHANNELBINDING PGSSLMODE"
    " PGREQUIRESSL PGSSLNEGOTIATION PGSSLCOMPRESSION PGSSLCERT PGSSLKEY PGSSLCERTMODE PGSSLROOTCERT PGSSLCRL"
    " PGSSLCRLDIR PGSSLSNI PGREQUIREPEER PGSSLMINPROTOCOLVERSION PGSSLMAXPROTOCOLVERSION PGGSSENCMODE"
    " PGKRBSRVNAME PGGSSLIB PGGSSDELEGATION PGTARGETSESSIONATTRS PGLOADBALANCEHOSTS"
    " PGMINPROTOCOLVERSION PGMAXPROTOCOLVERSION"
).split()

_remembered = {}


def withdraw():
    """Removes the variables, also those set behind os.environ; gives what they said, ever."""
    for name in (*_ADDRESS, *_OTHERS):
        value = os.environ.pop(name, None)
        if value:
            _remembered[name] = value
        os.unsetenv(name)
    return _remembered
