"""The operations ``upgrade`` and ``downgrade``."""

from . import environment_run
from .channel import plain_value
from .recording import database_of
from .tracing import Tracing


def upgrade(session, request):
    """Runs env.py online up to ``to``; with ``dryRun`` it only looks, and nothing is created."""
    if request.get("dryRun"):
        runs = environment_run.execute(
            session,
            ["current"],
            lambda rows, context, run: (),
            dont_mutate=True,
            destination_rev=request["to"],
        )
        return {"runs": runs, "snapshots": []}
    return _migrate(
        session, request, "upgrade", lambda scripts, rows: scripts._upgrade_revs(request["to"], rows)
    )


def downgrade(session, request):
    """Runs env.py online down to ``to``; what is in ``keep`` stays, which holds all that is below it."""
    keep = frozenset(request.get("keep") or ())

    def planned(scripts, rows):
        from alembic.runtime.migration import MigrationStep

        # A step asks its module for ``downgrade``: what stays need not have one.
        return [
            MigrationStep.downgrade_from_script(scripts.revision_map, script)
            for script in scripts.iterate_revisions(rows, request["to"], select_for_downgrade=True)
            if str(script.revision) not in keep
        ]

    return _migrate(session, request, "downgrade", planned)


def _migrate(session, request, direction, plan):
    to = request["to"]
    snapshots = []
    tracing = Tracing(session.line, request["trace"]) if request.get("trace") else None

    def steps(rows, context, run):
        tracker = session.tracker
        tracker.revision = None
        planned = plan(session.scripts(None), rows)
        before = None if tracing is None else lambda id: tracker.enter(id, context)
        sql = request["snapshotSql"]
        if sql is None:
            return tracker.follow(planned, before=before)
        snapshots.append(_snapshot(tracker, context, sql, None))
        after = lambda id: snapshots.append(_snapshot(tracker, context, sql, id))  # noqa: E731
        return tracker.follow(planned, after, before=before)

    runs = environment_run.execute(
        session,
        [direction, to],
        steps,
        direction=direction,
        record=request["record"],
        tracing=tracing,
        destination_rev=to,
        tag=None,
    )
    return {"runs": runs, "snapshots": snapshots}


def _snapshot(tracker, context, sql, revision):
    connection = context.connection
    if context.dialect.driver == "asyncpg" and context.dialect.paramstyle == "format":
        # SQLAlchemy 1.4 formats with % even where there are no parameters.
        sql = sql.replace("%", "%%")
    with tracker.silence():
        result = connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
        rows = [plain_value(list(row)) for row in result.fetchall()]
    return {"revision": revision, "database": database_of(connection), "rows": rows}
