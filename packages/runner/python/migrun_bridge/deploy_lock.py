"""The lock of a deploy: session-level, polled, on a connection of its own, in the process that migrates.

Never ``pg_advisory_lock``: a waiter that blocks holds a snapshot, and a concurrent index build of the
holder waits for it. Never transaction-level: an autocommit block would end it.
"""

import hashlib
import random
import time

from .deploy_dial import quoted
from .deploy_errors import DeployStop
from .deploy_proof import read_faults

_HERE = "(SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
_HOLDERS = """
SELECT l.pid, coalesce(a.application_name, ''), coalesce(host(a.client_addr), 'local'),
       coalesce(extract(epoch FROM clock_timestamp() - a.backend_start), 0)::float8, l.mode
FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.database = {here} AND {key} AND l.pid <> pg_backend_pid()
ORDER BY l.pid"""
# Sessions that migrate, by exactly the name that a deploy gives them, and in a transaction: a statement in autocommit is
# in one too. pg_locks tells it of every role's sessions, where `state` is hidden.
_ORPHANS = """
SELECT a.pid, a.application_name, coalesce(host(a.client_addr), 'local'),
       coalesce(extract(epoch FROM clock_timestamp() - a.backend_start), 0)::float8, coalesce(a.state, '')
FROM pg_catalog.pg_stat_activity a
WHERE a.datname = current_database() AND a.application_name ~ '^migrun/[^/]+/[0-9a-f]{{8}}$'
  AND EXISTS (SELECT 1 FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND l.locktype = 'virtualxid' AND l.granted)
  AND {which}
ORDER BY a.pid"""
_OF_EARLIER_RUNS = "left(a.application_name, {length}) = {prefix} AND split_part(a.application_name, '/', 3) <> {run}"
_WITHOUT_LOCK = """NOT EXISTS (
  SELECT 1 FROM pg_catalog.pg_stat_activity k WHERE k.datname = a.datname AND right(k.application_name, 5) = '/lock'
  AND split_part(k.application_name, '/', 3) = split_part(a.application_name, '/', 3))"""
_POOLER_ROUNDS = 4


def database_key():
    """The key of the whole database: two histories of one database do not migrate at once."""
    return _key("database")


def history_key(schema, table):
    """The key of one history, from what identifies it inside a database."""
    return _key("history", schema, table)


def _key(*parts):
    text = "\0".join(("migrun:v1", *parts)).encode("utf-8")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big", signed=True)


def _is_key(key):
    unsigned = key & 0xFFFFFFFFFFFFFFFF
    return "l.classid = %d AND l.objid = %d AND l.objsubid = 1" % (unsigned >> 32, unsigned & 0xFFFFFFFF)


class Lock:
    """The locks of one database. All methods run in the keeper's thread."""

    def __init__(self, dial, terms):
        self.dial = dial
        self._terms = terms
        self._plain = None
        self._keys = []
        self.pid = None
        self.marker = random.SystemRandom().getrandbits(62)
        self.place = ""
        self.waited = 0.0
        self.faults = None

    def open(self):
        """Connects, and refuses what cannot hold a session: a transaction pooler."""
        self._plain = self.dial.open()
        self._expect_host()
        self._query("SELECT set_config('application_name', %s, false)" % quoted(self._terms.name("lock")))
        for setting, value in (("statement_timeout", "0"), ("idle_session_timeout", "0"), ("lock_timeout", "0")):
            self._query(
                "SELECT set_config(name, '%s', false) FROM pg_catalog.pg_settings WHERE name = '%s'"
                % (value, setting)
            )
        self.pid, database = self._query("SELECT pg_backend_pid(), current_database()")[0]
        self.place = place_of(self._plain, database)
        if is_transaction_pooler(self.dial, self._plain):
            raise pooler_stop(self.place)
        self._query("SELECT pg_try_advisory_lock('%d'::bigint)" % self.marker)

    def take(self, key, shared=False):
        """Polls until the key is ours; raises ``lock-busy`` with its holders when the time is over."""
        started = time.monotonic()
        tell = self._teller("lock")
        suffix = "_shared" if shared else ""
        while not self._query("SELECT pg_try_advisory_lock%s('%d'::bigint)" % (suffix, key))[0][0]:
            holders = self.holders(key)
            tell(holders)
            self._wait(started, holders, "The lock of %s is held" % self.place)
        self._keys.append(key)
        self.waited += time.monotonic() - started

    def wait_for_orphans(self, prefix):
        """Waits until no statement of a dead run is at work: its lock went with its process, its backend did not."""
        started = time.monotonic()
        which = _OF_EARLIER_RUNS.format(prefix=quoted(prefix), length=len(prefix), run=quoted(self._terms.run))
        tell = self._teller("earlier-run")
        while True:
            left = self._orphans(which)
            if not left:
                break
            tell(left)
            self._wait(started, left, "A backend of an earlier run is still at work in %s" % self.place)
        self.waited += time.monotonic() - started

    def orphans(self):
        """Sessions of runs whose lock is gone, still at work: the next run waits for them."""
        return self._orphans(_WITHOUT_LOCK)

    def _orphans(self, which):
        return [_session(row) for row in self._query(_ORPHANS.format(which=which))]

    def _teller(self, what):
        """Tells whom it waits for: at once, and twice a minute."""
        told = [None]

        def tell(holders):
            if told[0] is None or time.monotonic() - told[0] > 30:
                told[0] = time.monotonic()
                self._terms.tell_waiting(what, self.place, holders)

        return tell

    def holders(self, key):
        """Who holds a key, as far as the server tells."""
        sql = _HOLDERS.format(here=_HERE, key=_is_key(key))
        return [_session(row) for row in self._query(sql)]

    def is_seen_by(self, run):
        """Is this lock's database the one that ``run(sql)`` reaches? Proved by a marker and the holder's pid."""
        sql = (
            "SELECT count(*) FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted"
            " AND l.database = %s AND l.pid = %d AND %s" % (_HERE, self.pid, _is_key(self.marker))
        )
        return run(sql)[0][0] == 1

    def ping(self):
        """Raises when the session is gone, and every lock with it."""
        self._query("SELECT 1")

    def blockers(self, pids):
        """Who stands in the way of these backends just now."""
        if not pids:
            return []
        sql = (
            "SELECT a.pid, a.application_name, coalesce(host(a.client_addr), 'local'),"
            " coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)), 0)::float8,"
            " coalesce(a.state, '')"
            " FROM unnest(ARRAY[%s]::int[]) m, unnest(pg_blocking_pids(m)) b"
            " JOIN pg_catalog.pg_stat_activity a ON a.pid = b" % ", ".join(map(str, pids))
        )
        return [_session(row) for row in self._query(sql)]

    def cancel(self, pids):
        """Cancels what these backends do; from a new connection where this one is lost."""
        fresh = None
        try:
            for pid in pids:
                sql = "SELECT pg_cancel_backend(%d)" % pid
                try:
                    self._query(sql)
                except Exception:  # lost: the drivers' classes differ
                    fresh = fresh or self.dial.open()
                    fresh.query(sql)
        finally:
            if fresh is not None:
                fresh.close()

    def close(self):
        """Lets everything go."""
        if self._plain is not None:
            try:
                self._plain.close()
            except Exception:  # it is gone already
                pass

    def run(self, sql):
        """Rows of a statement on the lock's own session."""
        return self._plain.query(sql)

    def _query(self, sql):
        return self._plain.query(sql)

    def note_faults(self):
        """Remembers what was broken before this run."""
        self.faults = read_faults(self.run)

    def _wait(self, started, holders, words):
        left = self._terms.lock_timeout - (time.monotonic() - started) - self.waited
        if left <= 0:
            raise DeployStop("lock-busy", words, place=self.place, holders=holders)
        self._terms.check_stop()
        time.sleep(min(left, self._terms.poll * random.uniform(0.75, 1.25)))

    def _expect_host(self):
        wanted = self._terms.expect_host
        if wanted is None or self._plain.host in wanted:
            return
        raise DeployStop(
            "wrong-host",
            "The database is on the host %s, and %s is expected" % (self._plain.host or "(local)", ", ".join(wanted)),
            place=self._plain.host,
        )


def place_of(plain, database):
    """How a database is shown: host, port where it is not the usual one, name."""
    host = plain.host or "(local)"
    port = "" if plain.port in ("", "5432") else ":" + plain.port
    return "%s%s/%s" % (host, port, database)


def _session(row):
    return {
        "pid": row[0],
        "application": str(row[1]),
        "client": str(row[2]),
        "seconds": round(float(row[3]), 1),
        "state": str(row[4]),
    }


def is_transaction_pooler(dial, plain):
    """Does one session not stay on one backend? A second client on the same backend proves it, and so does a change.

    Asked further only where the protocol told another pid than the backend has: a pooler's own.
    """
    first = plain.query("SELECT pg_backend_pid()")[0][0]
    if plain.told_pid is None or plain.told_pid == first:
        return False
    other = dial.open()
    try:
        for _ in range(_POOLER_ROUNDS):
            second = other.query("SELECT pg_backend_pid()")[0][0]
            if second == first or plain.query("SELECT pg_backend_pid()")[0][0] != first:
                return True
    finally:
        other.close()
    return False


def pooler_stop(place):
    """The refusal of a transaction pooler."""
    return DeployStop(
        "pooler",
        "%s is reached through a pooler in transaction mode: it keeps neither session locks nor SET" % place,
        place=place,
    )
