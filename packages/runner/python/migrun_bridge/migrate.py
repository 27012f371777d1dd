"""The operations ``upgrade`` and ``downgrade``."""

from . import environment_run
from .channel import plain_value
from .recording import database_of


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
    return _migrate(session, request, "upgrade", "_upgrade_revs")


def downgrade(session, request):
    """Runs env.py online down to ``to``; what is in ``keep`` stays, which holds all that is below it."""
    return _migrate(session, request, "downgrade", "_downgrade_revs")


def _migrate(session, request, direction, plan):
    to = request["to"]
    keep = frozenset(request.get("keep") or ())
    snapshots = []

    def steps(rows, context, run):
        tracker = session.tracker
        tracker.revision = None
        planned = getattr(session.scripts(None), plan)(to, rows)
        if keep:
            planned = [step for step in planned if str(step.revision.revision) not in keep]
        sql = request["snapshotSql"]
        if sql is None:
            return tracker.follow(planned)
        snapshots.append(_snapshot(tracker, context, sql, None))
        return tracker.follow(planned, lambda id: snapshots.append(_snapshot(tracker, context, sql, id)))

    runs = environment_run.execute(
        session,
        [direction, to],
        steps,
        direction=direction,
        record=request["record"],
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
