"""Stands beside env.py during a deploy: every connection is under the lock, or is not made."""

import contextlib
import re
import time

from . import redaction
from .deploy_dial import Dial, from_url, is_postgres, quoted, run_in_autocommit, told_pid, would_create
from .deploy_errors import DeployStop, wrong_database
from .deploy_keeper import Keeper
from .deploy_ledger import Ledger
from .deploy_lock import Lock, database_key, is_transaction_pooler, pooler_stop
from .transactions import driver_connection, is_autocommit, is_open

_CONCURRENTLY = re.compile(r"\s*(?:CREATE|DROP|REINDEX|REFRESH|ALTER|DETACH)\b.*\bCONCURRENTLY\b", re.I | re.S)
_ENDS_TRANSACTION = re.compile(r"\s*(?:COMMIT|END|ROLLBACK(?!\s+TO)|ABORT)\b", re.I)
_SETTINGS = (
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "client_connection_check_interval",
)
#: Where a setting of a session comes from if somebody chose it for this role, database or connection.
_CHOSEN = "'database', 'user', 'database user', 'client', 'interactive', 'session'"
_TICK_SECONDS = 1.0
_SLOW_SECONDS = 0.8


class Guard:
    """Locks by database, the sessions that migrate, and what they do."""

    def __init__(self, session, terms, locks):
        self.terms = terms
        self.locks = []
        #: How the first database is shown, as soon as a connection is there.
        self.place = None
        self.settings = {}
        #: Seconds that a session may be idle in a transaction; 0: for ever.
        self.idle_limit = 0
        self.ledger = Ledger(session.line.send)
        self.blockers = []
        self.lost = None
        self.cancelled = False
        self.unsafe = []
        self.statements = {}
        #: The revision whose version row is written, and that is not committed yet.
        self.applied = None
        self._session = session
        self.is_locking = locks
        self._only = None
        self._by_key = {}
        self._pids = {}
        self._lock_of = {}
        self._exempt = set()
        self._running_since = None
        self._keeper = Keeper(_TICK_SECONDS, self._tick)

    def open_url(self, text):
        """Takes the lock on a configured database; from now on no other one is connected to."""
        redaction.learn_url(text)
        self.ensure(from_url(text))
        self._only = self.locks[0]

    def ensure(self, dial):
        """Has a session in the database that a dial leads to; in a deploy that session holds the lock."""
        key = dial.key()
        if key not in self._by_key:
            self._by_key[key] = self._keeper.do(lambda: self._locked(dial))

    def _locked(self, dial):
        lock = Lock(dial, self.terms)
        try:
            lock.open()
            self._tell_place(lock.place)
            for other in self.locks:
                if other.is_seen_by(lock.run):
                    lock.close()
                    return other
            if self._only is not None:
                raise wrong_database(self._only.place, lock.place)
            if self.is_locking:
                lock.take(database_key(), shared=self.terms.scope == "history")
                lock.wait_for_orphans(self.terms.orphan_prefix())
            lock.note_faults()
        except BaseException:
            lock.close()
            raise
        self.locks.append(lock)
        return lock

    def _tell_place(self, place):
        if self.place is None:
            self.place = place
            self._session.line.send({"place": place})

    def in_thread(self, work):
        """Runs something in the thread of the lock connection."""
        return self._keeper.do(work)

    def lock_of(self, connection):
        """The lock over a SQLAlchemy connection."""
        return self._lock_of.get(id(_dbapi(connection)))

    @contextlib.contextmanager
    def listening(self):
        """Hears every connect and statement of every engine."""
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        from sqlalchemy.pool import Pool

        handlers = (
            (Engine, "do_connect", self._before_connect),
            (Pool, "connect", self._connected),
            (Engine, "before_cursor_execute", self._before),
            (Engine, "after_cursor_execute", self._after),
            (Engine, "commit", self._before_commit),
            (Engine, "rollback", self._before_rollback),
        )
        for cls, name, handler in handlers:
            event.listen(cls, name, handler)
        try:
            yield
        finally:
            for cls, name, handler in handlers:
                event.remove(cls, name, handler)

    def check(self):
        """Raises where the run may not go on: the lock is lost, or the run was cancelled."""
        if self.lost is not None:
            raise DeployStop("lock-lost", "The lock connection was lost: %s" % self.lost)
        if self.cancelled:
            raise DeployStop("stopped", "Cancelled when the time to finish was over")

    def check_locks(self):
        """Asks the server whether the locks are still held, and raises where they are not."""
        if self.is_locking:
            self._keeper.do(self._tick)
        self.check()

    def cancel(self):
        """Cancels what the migrating sessions do; nothing more is sent by them."""
        self.cancelled = True
        self._keeper.do(self._cancel_all)

    def close(self):
        """Lets the locks go."""
        self._keeper.do(lambda: [lock.close() for lock in self.locks])
        self._keeper.end()

    def _cancel_all(self):
        for lock in self.locks:
            try:
                lock.cancel([pid for pid, one in self._pids.items() if one is lock])
            except Exception:  # no way to the server: there is nothing left to cancel
                pass

    def _tick(self):
        since = self._running_since
        is_slow = since is not None and time.monotonic() - since > _SLOW_SECONDS
        for lock in self.locks:
            try:
                if is_slow:
                    self.blockers = lock.blockers([p for p, one in self._pids.items() if one is lock]) or self.blockers
                else:
                    lock.ping()
            except Exception as error:  # drivers have no class in common
                if self.lost is None:
                    self.lost = str(error).strip() or type(error).__name__
                    self._cancel_all()

    def _before_connect(self, dialect, record, cargs, cparams):
        if dialect.name == "sqlite" and cargs and would_create(cargs[0]):
            raise DeployStop("dialect", "This is a deploy for Postgres, and env.py connects to sqlite")
        if dialect.name != "postgresql":
            return
        try:
            self.ensure(Dial(dialect.driver, cargs, cparams))
        except KeyError:
            raise DeployStop("driver", "No lock can be taken through %s" % dialect.driver) from None

    def _connected(self, connection, record):
        if not is_postgres(connection):
            return
        pid, _ = self._prepare(connection)
        lock = self._lock_over(connection)
        told = told_pid(connection)
        if told is not None and told != pid:
            self._refuse_pooler(lock)
        self.ledger.rolled_back(id(connection))
        self._pids[pid] = lock
        self._lock_of[id(connection)] = lock

    def _prepare(self, connection):
        wanted = {"application_name": self.terms.name(None if self.is_locking else "look")}
        if not self.is_locking:
            wanted["default_transaction_read_only"] = "on"
        changes = "".join(
            ", set_config('%s', %s, false)" % (name, quoted(value)) for name, value in wanted.items()
        )
        unset = {
            "lock_timeout": "%dms" % self.terms.statement_lock_ms,
            "idle_in_transaction_session_timeout": "%dms" % self.terms.idle_ms,
            "client_connection_check_interval": "2s",
        }
        row = run_in_autocommit(connection, "SELECT pg_backend_pid(), 1" + changes)[0]
        for name, value in unset.items():
            # The server's own zero is "not set"; what anybody chose for the role, the database or in the URL stays, zero too.
            sql = (
                "SELECT set_config(name, '%s', false) FROM pg_catalog.pg_settings"
                " WHERE name = '%s' AND setting = '0' AND source NOT IN (%s)" % (value, name, _CHOSEN)
            )
            with contextlib.suppress(Exception):  # a server whose platform has no such check
                run_in_autocommit(connection, sql)
        names = ", ".join("'%s'" % name for name in _SETTINGS)
        sql = "SELECT name, current_setting(name), setting FROM pg_catalog.pg_settings WHERE name IN (%s)" % names
        found = run_in_autocommit(connection, sql)
        self.settings = {str(name): str(shown) for name, shown, _ in found}
        self.idle_limit = sum(int(ms) for name, _, ms in found if name == "idle_in_transaction_session_timeout") / 1000
        return row[0], row[1]

    def _lock_over(self, connection):
        for lock in self.locks:
            if lock.is_seen_by(lambda sql: run_in_autocommit(connection, sql)):
                return lock
        if not self.locks:
            raise DeployStop("no-lock", "env.py makes its connection by itself: the lock has no way to the database")
        here = run_in_autocommit(connection, "SELECT current_database()")[0][0]
        raise wrong_database(self.locks[0].place, "another server or database, called %s" % here)

    def _refuse_pooler(self, lock):
        def look():
            plain = lock.dial.open()
            try:
                return is_transaction_pooler(lock.dial, plain)
            finally:
                plain.close()

        if self._keeper.do(look):
            raise pooler_stop(lock.place)

    def _before(self, connection, cursor, statement, parameters, context, executemany):
        self.check()
        self._running_since = time.monotonic()
        plain = _dbapi(connection)
        if id(plain) not in self._lock_of:
            return
        self.ledger.begins(id(plain))
        revision = self._revision_of(statement)
        autocommit = is_autocommit(connection)
        if revision is not None:
            self.statements.setdefault(revision, []).append(statement)
            if (autocommit and self.applied != revision) or _ENDS_TRANSACTION.match(statement):
                self._mark_unsafe(revision)
        is_exempt = autocommit and _CONCURRENTLY.match(statement) is not None
        if is_exempt != (id(plain) in self._exempt):
            # Waiting for old transactions is what a concurrent build does; a time-out would leave it invalid.
            value = "0" if is_exempt else self.settings.get("lock_timeout", "0")
            run_in_autocommit(plain, "SELECT set_config('lock_timeout', %s, false)" % quoted(value))
            (self._exempt.add if is_exempt else self._exempt.discard)(id(plain))

    def _after(self, connection, cursor, statement, parameters, context, executemany):
        self._running_since = None
        plain = _dbapi(connection)
        if id(plain) in self._lock_of:
            revision = self._revision_of(statement)
            # After a COMMIT that somebody wrote, drivers take their transaction for open, and the server commits each statement.
            is_committed = is_autocommit(connection) or is_open(driver_connection(connection.connection)) is False
            self.ledger.ended(id(plain), None if revision == self.applied else revision, statement, is_committed)

    def _revision_of(self, statement):
        """The revision that a statement belongs to; None for Alembic's own."""
        tracker = self._session.tracker
        return tracker.revision if tracker and not tracker.is_bookkeeping(statement) else None

    def _before_commit(self, connection):
        self.check()
        revision = self._session.tracker.revision if self._session.tracker else None
        is_middle = revision is not None and self.applied != revision and not is_autocommit(connection)
        if is_middle:
            # A commit in the middle of a revision: what came before it stays, whatever follows.
            self._mark_unsafe(revision)
        self.ledger.committed(id(_dbapi(connection)), revision if is_middle else None)

    def _before_rollback(self, connection):
        with contextlib.suppress(Exception):  # the connection may be gone
            self.ledger.rolled_back(id(_dbapi(connection)))

    def _mark_unsafe(self, revision):
        if revision not in self.unsafe:
            self.unsafe.append(revision)
            self._session.line.send({"unsafe": revision})


def _dbapi(connection):
    proxied = connection.connection
    return getattr(proxied, "dbapi_connection", None) or getattr(proxied, "connection", proxied)
