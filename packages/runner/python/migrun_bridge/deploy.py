"""The operations on live databases: only a process that was started for them serves these.

``deploy`` runs env.py under the lock and proves the result; ``look`` runs env.py with nothing to do,
read-only; ``preview`` is offline mode. No isolation layer is in force here, and none may be.
"""

from . import deploy_record, environment_run, errors, offline
from .deploy_dial import NoDriver, UnknownDriver
from .deploy_errors import DeployStop, is_disconnect, stop_in
from .deploy_guard import Guard
from .deploy_lock import database_key, history_key
from .deploy_plan import HistoryView, undeclared_heads
from .deploy_proof import builders_of, prove, seen_by_lock
from .deploy_terms import Terms


def deploy(session, request):
    """Migrates one target. Every expected end is a result; ``answer.error`` says what was raised."""
    terms = Terms(session.line, session.request["target"], request)
    guard = Guard(session, terms, locks=True)
    terms.listen(guard.cancel)
    work = _Deploy(session, request, guard)
    try:
        answer = _attempt(session, guard, request, work.run)
        terms.ended.set()
        return {**answer, **work.facts(), **work.proved()}
    finally:
        terms.ended.set()
        guard.close()


def look(session, request):
    """Where env.py leads and what is there; also who holds the lock. Writes nothing."""
    terms = Terms(session.line, session.request["target"], request)
    guard = Guard(session, terms, locks=False)
    work = _Deploy(session, request, guard)
    try:
        answer = _attempt(session, guard, request, work.look)
        return {**answer, **work.facts(), **work.proved(), "lock": work.lock_state(request.get("release"))}
    finally:
        guard.close()


def preview(session, request):
    """The SQL of a way up or down, from offline mode."""
    terms = Terms(session.line, session.request["target"], request)
    guard = Guard(session, terms, locks=False)
    try:
        with guard.listening():
            return offline.offline(session, request)
    finally:
        guard.close()


def _attempt(session, guard, request, work):
    """What ``work`` ended with, in words of the protocol."""
    stop, error, is_lost = None, None, False
    try:
        with guard.listening():
            if request["lockUrl"] is not None:
                guard.open_url(request["lockUrl"])
            work()
    except BaseException as raised:  # noqa: B902  sys.exit of env.py is an end as well
        if not session.line.mine:
            raise
        stop = stop_in(raised)
        if stop is None and isinstance(raised, UnknownDriver):
            stop = DeployStop("driver", str(raised), missing=isinstance(raised, NoDriver))
        if stop is None and guard.lost is not None:
            stop = DeployStop("lock-lost", "The lock connection was lost: %s" % guard.lost)
        if stop is None and guard.cancelled:
            stop = DeployStop("stopped", "Cancelled when the time to finish was over")
        error = errors.describe(raised, session) if stop is None else None
        is_lost = is_disconnect(raised)
    return {
        "reason": None if stop is None else stop.reason,
        "message": None if stop is None else str(stop),
        "details": {} if stop is None else stop.details,
        "error": error,
        "disconnected": is_lost,
    }


class _Deploy:
    """One run of env.py, and what it was found to be."""

    def __init__(self, session, request, guard):
        self._session = session
        self._request = request
        self._guard = guard
        self._tables = []
        self._plans = []
        self._started = []

    def run(self):
        """Runs env.py up or down to where it is to go."""
        direction, to = self._request["direction"], self._request["to"]
        environment_run.execute(
            self._session,
            [direction, to],
            self._steps,
            direction=direction,
            record=False,
            on_run=self._meet,
            on_configure=self._cut if self._request["step"] else None,
            destination_rev=to,
            tag=None,
        )

    def look(self):
        """Runs env.py as ``alembic current`` does, and creates nothing."""
        environment_run.execute(
            self._session,
            ["current"],
            self._plan_only,
            on_run=self._meet,
            dont_mutate=True,
            destination_rev=self._request["to"],
        )

    def facts(self):
        """What is known of the run."""
        guard, tracker = self._guard, self._session.tracker
        pause, limit = guard.ledger.pause, guard.idle_limit
        return {
            "runs": tracker.runs if tracker else [],
            "plans": self._plans,
            "started": self._started,
            "unsafe": guard.unsafe,
            "waitedMs": round(sum(lock.waited for lock in guard.locks) * 1000),
            "place": guard.place,
            "settings": guard.settings,
            "pause": round(pause, 1) if 0 < limit <= pause else None,
            "blockers": guard.blockers,
            "faultsBefore": guard.locks[0].faults if guard.locks else None,
            "stopped": guard.terms.stopping.is_set(),
        }

    def proved(self):
        """A fresh look at each database, in the order of its first run; and what is still to be done, by run."""
        guard = self._guard
        if not guard.locks:
            return {"proof": None, "remaining": None}
        remaining = [None] * len(self._tables)
        # Nothing was planned, so nothing can have been done: the session of the lock is no part of env.py's either.
        is_idle = guard.is_locking and bool(self._plans) and not any(self._plans) and guard.lost is None
        name = guard.terms.name()
        proofs = []
        for lock in guard.locks:
            runs = [run for run, (one, _) in enumerate(self._tables) if one is lock]
            tables = [self._tables[run][1] for run in runs]
            look = seen_by_lock if is_idle else prove
            proof = guard.in_thread(lambda look=look, lock=lock, tables=tables: look(lock, tables, name))
            if "rows" in proof:
                for run, rows in zip(runs, proof["rows"]):
                    remaining[run] = self._remaining(rows)
                self._name_builders(proof)
            proofs.append(proof)
        return {"proof": proofs, "remaining": remaining}

    def _name_builders(self, proof):
        if not proof["invalidIndexes"]:
            return
        scripts = self._session.scripts(None)
        builders = builders_of(proof["invalidIndexes"], scripts, [row for rows in proof["rows"] for row in rows])
        for index, builder in zip(proof["invalidIndexes"], builders):
            index["revision"] = builder

    def _remaining(self, rows):
        """What would still be done from these rows; None where they are unknown to the files."""
        view = HistoryView(self._session.scripts(None), rows)
        if view.unknown:
            return None
        try:
            planned = view.plan(self._request["direction"], self._request["to"])
        except Exception:  # Alembic has no way from here
            return None
        return [str(step.revision.revision) for step in planned]

    def lock_state(self, release):
        """Who holds a lock that a deploy takes in each database, and what runs without it; ``release`` ends that session."""
        keys = [database_key(), *(history_key(*table) for _, table in self._tables)]
        return [self._guard.in_thread(lambda lock=lock: _holders(lock, keys, release)) for lock in self._guard.locks]

    def _cut(self, environment, kwargs):
        kwargs["transaction_per_migration"] = True

    def _meet(self, context):
        """Before Alembic looks at its table: the lock of this history, on the database that was proved."""
        if context.as_sql:
            return
        if context.dialect.name != "postgresql":
            raise DeployStop("dialect", "This is a deploy for Postgres, and env.py connects to %s" % context.dialect.name)
        heads = undeclared_heads(self._session.scripts(None), self._request["heads"])
        if heads:
            raise DeployStop("several-heads", "The history has %d heads, and not as many are declared" % len(heads), heads=heads)
        table = str(context.version_table)
        schema = self._schema_of(context, table)
        lock = self._guard.lock_of(context.connection)
        if lock is None:
            raise DeployStop("no-lock", "env.py migrates on a connection that was made before the lock")
        if self._guard.is_locking:
            self._guard.in_thread(lambda: lock.take(history_key(schema, table)))
        self._tables.append((lock, (schema, table)))

    def _schema_of(self, context, table):
        if context.version_table_schema:
            return str(context.version_table_schema)
        sql = (
            "SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.oid = to_regclass('\"%s\"')), current_schema(), 'public')"
            % table.replace("'", "''").replace('"', '""')
        )
        return str(context.connection.exec_driver_sql(sql).scalar())

    def _steps(self, rows, context, run):
        view = HistoryView(self._session.scripts(None), rows)
        self._know(view, context)
        direction, to = self._request["direction"], self._request["to"]
        planned = view.plan(direction, to)
        if direction == "upgrade" and not planned:
            lost = view.below(to)
            if lost:
                raise DeployStop("downgrade", "%s lies below what the database has" % to, lost=lost)
        self._tell(planned, run)
        self._watch(context)
        per_revision = run["transactionPerMigration"] or not context.impl.transactional_ddl

        def go_on():
            if per_revision and self._guard.terms.stopping.is_set():
                return False
            self._guard.check_locks()
            return True

        for step in self._session.tracker.follow(planned, go_on=go_on):
            self._started.append(str(step.revision.revision))
            yield step

    def _watch(self, context):
        guard = self._guard

        def applied(ctx, step, heads, run_args):
            guard.applied = str(step.up_revision.revision)

        callbacks = [applied]
        if self._request["record"]:
            schema, table = self._tables[-1][1]
            callbacks.append(deploy_record.writer(guard, schema, table))
        context.on_version_apply_callbacks += tuple(callbacks)

    def _plan_only(self, rows, context, run):
        view = HistoryView(self._session.scripts(None), rows)
        to = self._request["to"]
        self._know(view, context)
        direction = self._request["direction"]
        planned = view.plan(direction, to)
        lost = [] if planned or direction == "downgrade" else view.below(to)
        self._tell(planned, run)
        if lost:
            raise DeployStop("downgrade", "%s lies below what the database has" % to, lost=lost)
        return ()

    def _tell(self, planned, run):
        ids = [str(step.revision.revision) for step in planned]
        self._plans.append(ids)
        self._session.line.send({"plan": ids, "direction": self._request["direction"]})

    def _know(self, view, context):
        """Raises where the database has a revision that no file has; says so if the record proves it ahead."""
        if not view.unknown:
            return
        schema, table = self._tables[-1][1]
        record = deploy_record.table_of(schema, table)

        def run(sql):
            return context.connection.exec_driver_sql(sql).fetchall()

        rows = list(view.rows)
        if deploy_record.is_there(run, record) and deploy_record.is_ahead(run, record, rows, view.known, view.heads):
            raise DeployStop("ahead", "The database is ahead of this code", rows=rows, unknown=view.unknown)
        raise DeployStop("unknown-revision", "The database has a revision that no file has", rows=rows, unknown=view.unknown)


def _holders(lock, keys, release):
    # One session may hold several.
    by_pid = {holder["pid"]: holder for key in keys for holder in lock.holders(key)}
    holders = [by_pid[pid] for pid in sorted(by_pid)]
    orphans = [orphan for orphan in lock.orphans() if orphan["pid"] not in by_pid]
    released = None
    if release in by_pid or release in [orphan["pid"] for orphan in orphans]:
        released = bool(lock.run("SELECT pg_terminate_backend(%d)" % release)[0][0])
    return {"place": lock.place, "holders": holders, "orphans": orphans, "released": released}


OPERATIONS = {"deploy": deploy, "look": look, "preview": preview}
