"""Follows an env.py run: which revision is at work, and every statement it sends."""

import contextlib
import os
import re
import sys
import time

from .sql_text import as_executed
from .transactions import Transactions, driver_connection, is_autocommit
from .user_files import is_user_file

_BOOKKEEPING = (
    r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|(?:CREATE|DROP)\s+TABLE|SELECT\b.*\bFROM)"
    r'\s+(?:[\w"]+\.)?"?%s"?(?!\w)'
)


def database_of(connection):
    """Name of the database that a SQLAlchemy connection leads to, asked of the driver, never by a query."""
    known = connection.info.get("migrun.database")
    if known is None:
        known = connection.info["migrun.database"] = _name_from_driver(connection.connection)
    return known


def _name_from_driver(proxied):
    plain = driver_connection(proxied)
    info = getattr(plain, "info", None)
    if info is not None and getattr(info, "dbname", None):
        return info.dbname
    params = getattr(plain, "_params", None)
    if params is not None and getattr(params, "database", None):
        return params.database
    name = getattr(plain, "migrun_database", None)
    if name is None and hasattr(plain, "_conn"):
        plain = plain._conn
    if name is None and hasattr(plain, "execute") and "sqlite" in type(plain).__module__:
        # Local, and the only way that SQLite offers.
        name = plain.execute("PRAGMA database_list").fetchone()[2] or ":memory:"
    return name or ""


class Tracker:
    """The state of one env.py run, told to Node as it goes, so that a kill loses nothing."""

    def __init__(self, line, scripts, direction, record, tracing=None):
        from alembic.runtime.migration import MigrationContext

        self.called = False
        self.engine_name = None
        self.version_table = None
        self.runs = []
        self.revision = None
        self.direction = direction
        self._line = line
        self._scripts = scripts
        self._record = record
        #: Watches what the server does for statements; None: nobody does.
        self.tracing = tracing
        self._silent = False
        self._statements = 0
        self._file = None
        self._real_paths = {}
        self._outermost = getattr(MigrationContext.run_migrations, "__code__", None)
        self._transactions = Transactions()

    def begin_run(self, run):
        """A ``run_migrations()`` has begun."""
        self.runs.append(run)
        self._line.send({"run": run})

    @contextlib.contextmanager
    def listening(self):
        """Hears all statements of all engines, if they are to be recorded."""
        if not self._record:
            yield
            return
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        handlers = (
            ("before_cursor_execute", self._before),
            ("after_cursor_execute", self._after),
            ("commit", self._transactions.forget),
            ("rollback", self._transactions.forget),
        )
        for name, handler in handlers:
            event.listen(Engine, name, handler)
        try:
            yield
        finally:
            for name, handler in handlers:
                event.remove(Engine, name, handler)

    @contextlib.contextmanager
    def silence(self):
        """Statements of our own are not recorded."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def follow(self, steps, after=None, go_on=None, before=None):
        """Gives Alembic one step at a time; what comes after a yield runs when the step is finished.

        Where ``go_on()`` says no before a step, the run ends with those that are done.
        """
        run = self.runs[-1]
        for done, step in enumerate(steps, 1):
            if go_on is not None and not go_on():
                return
            script = step.revision
            if before is not None:
                before(str(script.revision))
            self.revision = str(script.revision)
            self._file = os.path.realpath(script.path) if script.path else None
            self._line.send({"step": self.revision, "direction": self.direction})
            yield step
            run["revisions"].append(self.revision)
            self._line.send(
                {
                    "ran": len(self.runs) - 1,
                    "event": {
                        "event": "revision",
                        "revision": self.revision,
                        "direction": self.direction,
                        "done": done,
                        "total": len(steps),
                    },
                }
            )
            if after is not None:
                after(self.revision)
            self.revision = self._file = None

    def enter(self, revision, context):
        """A step of a traced run begins."""
        former = self._transactions.current(context.connection)
        if self.tracing.enter(revision, context, former):
            self._transactions.forget(context.connection)
            self.tracing.resumed(former, self._transactions.number(context.connection))

    def _before(self, connection, cursor, statement, parameters, context, executemany):
        if self._silent or not self._line.mine:
            return
        file, line, via = self._place()
        index = self._statements
        self._statements += 1
        transaction = self._transactions.number(connection)
        bookkeeping = file is None and self.is_bookkeeping(statement)
        self._line.send(
            {
                "statement": {
                    "sql": statement,
                    "revision": self.revision,
                    "direction": self.direction if self.revision else None,
                    "file": file,
                    "line": line,
                    "via": via,
                    "durationMs": 0,
                    "database": database_of(connection),
                    "bookkeeping": bookkeeping,
                    "autocommit": is_autocommit(connection),
                    "transaction": transaction,
                }
            }
        )
        traced = self.tracing is not None and self.tracing.wants(self.revision) and not bookkeeping
        if traced:
            self.tracing.before(connection, statement, transaction)
        if context is not None:
            context.migrun_statement = (index, time.perf_counter(), traced, transaction)

    def _after(self, connection, cursor, statement, parameters, context, executemany):
        index, started, traced, transaction = getattr(context, "migrun_statement", (None, 0, False, None))
        if index is None:
            return
        message = {"ended": index, "durationMs": round((time.perf_counter() - started) * 1000, 3)}
        shown = as_executed(cursor, statement, parameters, context, executemany)
        if shown != statement:
            message["sql"] = shown
        if self.tracing is not None and self.revision is None:
            self.tracing.heard(shown, transaction)
        seen = self.tracing.after(connection, index, statement, context, transaction) if traced else None
        if seen is not None:
            message["seen"] = seen
        self._line.send(message)

    def _place(self):
        """File and line of the innermost frame inside the revision file at work, and the user's frame below it, if any."""
        if self._file is None:
            return None, None, None
        via = None
        frame = sys._getframe(2)
        # Outside of this one is env.py, which called no operation.
        while frame is not None and frame.f_code is not self._outermost:
            name = frame.f_code.co_filename
            if self._real(name) == self._file:
                return self._file, frame.f_lineno, via
            if via is None and is_user_file(name):
                via = {"file": self._real(name), "line": frame.f_lineno}
            frame = frame.f_back
        return None, None, via

    def _real(self, name):
        # Each statement walks the whole stack, and the same few files are on it each time.
        known = self._real_paths.get(name)
        if known is None:
            known = self._real_paths[name] = os.path.realpath(name)
        return known

    def is_bookkeeping(self, statement):
        """Is it one about the version table?"""
        if self.version_table is None:
            return False
        pattern = _BOOKKEEPING % re.escape(self.version_table)
        return re.match(pattern, statement, re.IGNORECASE | re.DOTALL) is not None

