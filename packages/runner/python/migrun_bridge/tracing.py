"""Watches what the server does for each statement of the traced revisions, on the migration's own connection.

Only where nothing can be disturbed: through the driver's own cursor, inside of the transaction that is open anyway, and
after statements that succeeded. Node makes facts of what is read here.
"""

import re
import time

from . import trace_sql
from .transactions import dbapi_connection, driver_connection, is_open

_KEY = "migrun.trace"
#: The probe was prepared on this connection of the driver, and may still be.
_PREPARED_KEY = "migrun.trace.prepared"
#: Drivers that prepare nothing by themselves, and so never drop what is prepared.
_KEEPS_PREPARED = ("psycopg2", "pg8000")
_FIRST_WORD = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(\w+)", re.DOTALL)
#: Before these no query may run, and they lock nothing.
_UNTOUCHED = frozenset(
    "ABORT BEGIN CLOSE COMMIT DEALLOCATE DISCARD END PREPARE RELEASE RESET ROLLBACK SAVEPOINT SET SHOW START".split()
)
#: These lock nothing that was there before, unless they name it.
_CREATES = re.compile(r"\s*CREATE\s+(?:TABLE|TYPE|SEQUENCE|SCHEMA|DOMAIN)\b", re.IGNORECASE)
_NAMES_OTHERS = re.compile(r"\b(?:AS|INHERITS|LIKE|PARTITION|REFERENCES)\b", re.IGNORECASE)
_SETS = re.compile(r"\bSET\s+LOCAL\b|\bset_config\b", re.IGNORECASE)
#: These come in loops.
_DATA = frozenset("COPY DECLARE DELETE EXECUTE EXPLAIN FETCH INSERT MERGE MOVE SELECT TABLE UPDATE VALUES WITH".split())
#: The same data statement over and over, as a loop sends it, is looked at so often; then at each doubling.
_OFTEN = 4


class TraceFailed(Exception):
    """A look between two statements failed, and with it perhaps the transaction: Node runs the upgrade again without."""


class _Ground:
    """The transaction at work: where it began from, and what has been seen of it."""

    def __init__(self, tracing, key, transaction, state):
        self.tracing = tracing
        self.key = key
        self.transaction = transaction
        facts, self.tables, self.pid, self.is_prepared = state
        self.mark = facts["mark"]
        #: Tables that it kept from others: they may have changed.
        self.touched = set()
        self.counts = {}
        self.missed = None
        self.ended = None
        self.paused = 0


class Tracing:
    """Of one env.py run. ``revisions``: ids of those to trace."""

    def __init__(self, line, revisions):
        self._line = line
        self._revisions = frozenset(revisions)
        self._grounds = 0
        self._begun = False
        #: What env.py set for the length of its transaction: the number of that, and the statement.
        self._local = []

    def wants(self, revision):
        """Is this one traced?"""
        return revision in self._revisions

    def heard(self, statement, transaction):
        """A statement of env.py, outside of any revision."""
        if _SETS.search(statement):
            self._local.append((transaction, statement))

    def enter(self, revision, context, transaction):
        """A step begins. Before a traced one, what earlier steps did is committed, as deploys of their own would: True."""
        begun, self._begun = self._begun, True
        if not self.wants(revision) or not begun or context.dialect.name != "postgresql":
            return False
        return _cut(context.connection, [sql for number, sql in self._local if number == transaction])

    def resumed(self, former, transaction):
        """After a commit by ``enter``: what env.py had set in the former transaction was set again in this one."""
        self._local = [(transaction if number == former else number, sql) for number, sql in self._local]

    def before(self, connection, statement, transaction):
        """A statement of a traced revision is about to run."""
        if connection.dialect.name != "postgresql" or _word(statement) in _UNTOUCHED:
            return
        ground = self._ground(connection)
        if ground is None or transaction is None or ground.transaction != transaction:
            ground = self._look(connection, ground, transaction)
        elif ground.missed is not None and ground.missed[1] != statement:
            index = ground.missed[0]
            self._line.send({"traced": index, **self._probe(connection, ground)})
        ground.paused = 0 if ground.ended is None else time.perf_counter() - ground.ended
        if transaction is None:
            self._line.ask({"question": "watch", "pid": ground.pid, "database": connection.info["migrun.database"]})

    def after(self, connection, index, statement, context, transaction):
        """The statement has succeeded. Gives what was seen, for the note of its end; None: nobody looked."""
        ground = self._ground(connection)
        if ground is None or ground.transaction != transaction:
            return None
        seen = None
        if "DEALLOCATE" in statement.upper():
            # Our own may be gone as well.
            del connection.info[_KEY]
        elif _word(statement) in _UNTOUCHED:
            return None
        elif transaction is None:
            watched = self._line.ask({"question": "watched"})
            (text,) = _read(connection, trace_sql.changes(ground.mark))
            seen = _seen(ground, text, watched)
        elif _can_be_asked(connection, context) and ground.tables > 1 and self._is_worth_it(ground, index, statement):
            seen = self._probe(connection, ground)
        ground.ended = time.perf_counter()
        return seen

    def _ground(self, connection):
        ground = connection.info.get(_KEY)
        return ground if ground is not None and ground.tracing is self else None

    def _look(self, connection, former, transaction):
        # What commits by itself may have touched any table.
        is_known = former is not None and former.transaction is not None
        since = (former.mark, former.touched) if is_known else None
        is_new = _PREPARED_KEY not in connection.info
        sql = trace_sql.state(is_new) if since is None else trace_sql.state_since(*since)
        # The one driver that sends text with several statements as it is, and gives the rows of the last.
        prepares = is_new and transaction is not None and connection.dialect.driver == "psycopg2"
        if prepares:
            sql = trace_sql.PREPARE + ";" + sql
            connection.info[_PREPARED_KEY] = True
        state = trace_sql.state_of(_send(connection, sql, lambda cursor: _plain(cursor.fetchall())), since)
        self._grounds += 1
        ground = connection.info[_KEY] = _Ground(self, self._grounds, transaction, state)
        ground.is_prepared = ground.is_prepared or prepares
        self._line.send({"ground": ground.key, "state": state[0], "since": former.key if is_known else None})
        if is_known:
            ground.tables += former.tables
        return ground

    def _is_worth_it(self, ground, index, statement):
        if _CREATES.match(statement) and not _NAMES_OTHERS.search(statement):
            return False
        if _word(statement) not in _DATA:
            return True
        count = ground.counts[statement] = ground.counts.get(statement, 0) + 1
        if count <= _OFTEN or count & (count - 1) == 0:
            return True
        ground.missed = (index, statement)
        return False

    def _probe(self, connection, ground):
        ground.missed = None
        if connection.dialect.driver not in _KEEPS_PREPARED:
            text, ids = _read(connection, trace_sql.PROBE)
        else:
            if not ground.is_prepared:
                _send(connection, trace_sql.PREPARE)
                ground.is_prepared = connection.info[_PREPARED_KEY] = True
            text, ids = _read(connection, trace_sql.PREPARED)
        ground.touched.update(int(id) for id in ids.strip("{}").split(",") if id)
        return _seen(ground, text)


def _seen(ground, text, watched=None):
    return {"ground": ground.key, "pausedMs": round(ground.paused * 1000, 3), "read": text, "watched": watched}


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
    (row,) = _send(connection, sql, lambda cursor: _plain([cursor.fetchone()]))
    return row


def _plain(rows):
    """Whatever kind of rows env.py made the driver give."""
    return [tuple(row.values()) if hasattr(row, "values") else tuple(row) for row in rows]


def _send(connection, sql, result=lambda cursor: None):
    """Through the driver's own cursor: SQLAlchemy hears nothing of it."""
    try:
        cursor = dbapi_connection(connection).cursor()
        try:
            cursor.execute(sql)
            return result(cursor)
        finally:
            cursor.close()
    except Exception as error:
        raise TraceFailed(str(error)) from error


def _cut(connection, local):
    """Commits an open transaction, if there is one, and sets again what env.py set for the revisions to come as well."""
    if is_open(driver_connection(connection.connection)) is not True or connection.in_nested_transaction():
        return False
    try:
        dbapi_connection(connection).commit()
    except Exception as error:
        raise TraceFailed(str(error)) from error
    for statement in local:
        _send(connection, statement)
    return True
