"""Watches what the server does for each statement of the traced revisions, on the migration's own connection.

Only where nothing can be disturbed: through the driver's own cursor, inside of the transaction that is open anyway, and
after statements that succeeded. Node makes facts of what is read here.
"""

import json
import re
import time

from . import trace_sql
from .sql_text import literal
from .transactions import dbapi_connection, driver_connection, is_open

_KEY = "migrun.trace"
_FIRST_WORD = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(\w+)", re.DOTALL)
#: Before these no query may run, and they lock nothing.
_UNTOUCHED = frozenset(
    "ABORT BEGIN CLOSE COMMIT DEALLOCATE DISCARD END PREPARE RELEASE RESET ROLLBACK SAVEPOINT SET SHOW START".split()
)
#: These change no table's shape, but for what a trigger or a function does.
_DATA = frozenset("COPY DECLARE DELETE EXECUTE EXPLAIN FETCH INSERT MERGE MOVE SELECT TABLE UPDATE VALUES WITH".split())
_BLOCKING = frozenset(("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"))
#: The same data statement over and over, as a loop sends it, is looked at so often; then at each doubling.
_OFTEN = 4


class _Ground:
    """The transaction at work: where it began from, and what has been seen of it."""

    def __init__(self, key, transaction, row):
        self.key = key
        self.transaction = transaction
        _, self.mark, self.tables, self.pid = row
        self.blocked = frozenset()
        self.counts = {}
        self.missed = None
        self.ended = None


class Tracing:
    """Of one env.py run. ``revisions``: ids of those to trace."""

    def __init__(self, line, revisions):
        self._line = line
        self._revisions = frozenset(revisions)
        self._grounds = 0
        self._released = False

    def wants(self, revision):
        """Is this one traced?"""
        return revision in self._revisions

    def enter(self, revision, context):
        """A step begins. What released ones did is committed before a traced one, as their own deploys did: True."""
        wanted, released = self.wants(revision), self._released
        self._released = not wanted
        return wanted and released and context.dialect.name == "postgresql" and _cut(context.connection)

    def before(self, connection, index, statement, transaction):
        """A statement of a traced revision is about to run."""
        if connection.dialect.name != "postgresql" or _word(statement) in _UNTOUCHED:
            return
        ground = connection.info.get(_KEY)
        if ground is None or transaction is None or ground.transaction != transaction:
            ground = self._look(connection, transaction)
        elif ground.missed is not None and ground.missed[1] != statement:
            self._probe(connection, ground, *ground.missed)
        ground.paused = 0 if ground.ended is None else time.perf_counter() - ground.ended
        if transaction is None:
            self._line.ask({"question": "watch", "pid": ground.pid, "database": connection.info["migrun.database"]})

    def after(self, connection, index, statement, context, transaction):
        """The statement has succeeded."""
        if connection.dialect.name != "postgresql" or _word(statement) in _UNTOUCHED:
            return
        ground = connection.info.get(_KEY)
        if ground is None or ground.transaction != transaction:
            return
        if transaction is None:
            watched = self._line.ask({"question": "watched"})
            text, = _read(connection, trace_sql.CHANGES.format(mark=ground.mark))
            self._tell(index, ground, {"tables": text, "watched": watched})
        elif _can_be_asked(connection, context) and ground.tables > 1:
            if self._is_worth_it(ground, index, statement):
                self._probe(connection, ground, index, statement)
        ground.ended = time.perf_counter()

    def _look(self, connection, transaction):
        row = _read(connection, trace_sql.STATE)
        self._grounds += 1
        ground = connection.info[_KEY] = _Ground(self._grounds, transaction, row)
        self._line.send({"ground": ground.key, "state": row[0]})
        return ground

    def _is_worth_it(self, ground, index, statement):
        if _word(statement) not in _DATA:
            return True
        count = ground.counts[statement] = ground.counts.get(statement, 0) + 1
        if count <= _OFTEN or count & (count - 1) == 0:
            return True
        ground.missed = (index, statement)
        return False

    def _probe(self, connection, ground, index, statement):
        ground.missed = None
        text, = _read(connection, trace_sql.LOCKS.format(mark=ground.mark))
        held = json.loads(text)["held"] or ()
        blocked = frozenset(id for id, mode, _ in held if mode in _BLOCKING)
        facts = {"locks": text}
        if blocked and (blocked != ground.blocked or _word(statement) not in _DATA):
            ids = ",".join(str(id) for id in sorted(blocked))
            facts["tables"], = _read(connection, trace_sql.TABLES.format(ids=ids))
        ground.blocked = blocked
        self._tell(index, ground, facts)

    def _tell(self, index, ground, facts):
        paused = round(ground.paused * 1000, 3)
        self._line.send({"traced": index, "ground": ground.key, "pausedMs": paused, **facts})


def _word(statement):
    found = _FIRST_WORD.match(statement)
    return found.group(1).upper() if found else ""


def _can_be_asked(connection, context):
    if getattr(context, "_is_server_side", False):
        # Its rows are fetched later, and are not ours to hold up.
        return False
    # A COMMIT inside of the statement has ended it; a query would begin another.
    return is_open(driver_connection(connection.connection)) is not False


def _read(connection, sql):
    """One row."""
    row = _send(connection, sql, lambda cursor: cursor.fetchone())
    return tuple(row.values()) if hasattr(row, "values") else tuple(row)


def _send(connection, sql, result=lambda cursor: None):
    """Through the driver's own cursor: SQLAlchemy hears nothing of it."""
    cursor = dbapi_connection(connection).cursor()
    try:
        cursor.execute(sql)
        return result(cursor)
    finally:
        cursor.close()


_SETTINGS = """select json_object_agg(name, pg_catalog.current_setting(name))::text from (
  select name from pg_catalog.pg_settings where source = 'session' and left(name, 12) <> 'transaction_'
  union all select 'role') s"""

#: These are written as they are shown: names, with the quotes that they need.
_LISTS = ("search_path", "temp_tablespaces")


def _cut(connection):
    """Commits an open transaction, if there is one, and keeps what was set for its length: env.py set it for the revisions to come as well."""
    if is_open(driver_connection(connection.connection)) is not True or connection.in_nested_transaction():
        return False
    dbapi = dbapi_connection(connection)
    before = json.loads(_read(connection, _SETTINGS)[0])
    dbapi.commit()
    after = json.loads(_read(connection, _SETTINGS)[0])
    # That was a query, and some statements must be the first.
    dbapi.rollback()
    for name, value in before.items():
        if after.get(name) != value:
            _send(connection, "SET LOCAL %s = %s" % (name, value if name in _LISTS else literal(value)))
    return True
