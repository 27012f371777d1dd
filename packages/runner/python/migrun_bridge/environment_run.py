"""Executes env.py once, and keeps what each of its ``run_migrations()`` looked like."""

from . import flask_context
from .recording import Tracker, database_of


class NotRun(Exception):
    """env.py ended without reaching ``context.run_migrations()``."""


def execute(session, words, steps, direction=None, record=False, namespace=None, tracing=None, **options):
    """Runs env.py; ``steps(rows, context, run)`` is called at each ``run_migrations()``.

    Gives the runs as the protocol's ``EngineRun``. ``options`` go to Alembic's EnvironmentContext.
    """
    from alembic.runtime.environment import EnvironmentContext

    config = session.config(words)
    for name, value in (namespace or {}).items():
        if not hasattr(config.cmd_opts, name):
            setattr(config.cmd_opts, name, value)
    scripts = session.scripts(config)
    tracker = session.tracker = Tracker(session.line, scripts, direction, record, tracing)
    on_configure = options.pop("on_configure", None)
    on_run = options.pop("on_run", None)

    def migrations(rows, context):
        run = _describe(rows, context, tracker)
        tracker.begin_run(run)
        yield from steps(rows, context, run)

    # A generator has no effect until it is iterated, and Alembic iterates at once.
    environment = EnvironmentContext(config, scripts, fn=migrations, **options)
    _overhear(environment, tracker, on_configure, on_run)
    session.env_runs += 1
    with tracker.listening(), flask_context.pushed(session, scripts), environment:
        scripts.run_env()
    if not tracker.called:
        raise NotRun("env.py ended without calling context.run_migrations()")
    return tracker.runs


def _overhear(environment, tracker, on_configure, on_run):
    """Sees the calls of env.py that the function given to Alembic is not told of.

    On the object, not in a subclass: Alembic's proxy module knows its own class only.
    """
    configure, run_migrations = environment.configure, environment.run_migrations

    def configure_heard(*args, **kwargs):
        if on_configure is not None:
            on_configure(environment, kwargs)
        return configure(*args, **kwargs)

    def run_migrations_heard(**kwargs):
        tracker.engine_name = kwargs.get("engine_name")
        tracker.called = True
        tracker.version_table = str(environment.get_context().version_table)
        if on_run is not None:
            on_run(environment.get_context())
        return run_migrations(**kwargs)

    environment.configure = configure_heard
    environment.run_migrations = run_migrations_heard


def forget(session):
    """Ends the bookkeeping of a request."""
    session.tracker = None


def _describe(rows, context, tracker):
    """The facts of one run, read at once: the next engine changes the options in place."""
    rows = (rows,) if isinstance(rows, str) else tuple(rows or ())
    metadata = context.opts.get("target_metadata")
    return {
        "dialect": context.dialect.name,
        "driver": str(getattr(context.dialect, "driver", "")),
        "database": None if context.as_sql else database_of(context.connection),
        "versionTable": str(context.version_table),
        "versionTableSchema": context.version_table_schema and str(context.version_table_schema),
        "rowsBefore": [str(row) for row in rows],
        "transactionPerMigration": bool(context.opts.get("transaction_per_migration")),
        "engineName": None if tracker.engine_name is None else str(tracker.engine_name),
        "hasMetadata": metadata is not None and metadata != [] and metadata != (),
        "revisions": [],
    }
