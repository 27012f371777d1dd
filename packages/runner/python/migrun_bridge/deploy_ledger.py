"""What a revision committed in its middle, and how long its session stood still: facts for the report of a failure."""

import re
import time

from . import redaction

_COMMITS = re.compile(r"\s*(?:COMMIT|END)\b", re.I)
_ROLLS_BACK = re.compile(r"\s*(?:ROLLBACK(?!\s+TO)|ABORT)\b", re.I)
#: Leaves nothing behind.
_PASSING = re.compile(r"\s*(?:BEGIN|START|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW)\b", re.I)
#: One more than is shown of a revision.
_MOST = 11


class Ledger:
    """By connection: the statements of an open transaction. What is committed is told to Node at once."""

    def __init__(self, send):
        #: Seconds that the session was idle before the statement that was sent last.
        self.pause = 0.0
        self._send = send
        self._open = {}
        self._told = {}
        self._idle_since = {}

    def begins(self, key):
        """A statement is going to be sent on a connection."""
        since = self._idle_since.get(key)
        self.pause = 0.0 if since is None else time.monotonic() - since

    def ended(self, key, revision, statement, is_committed):
        """A statement has succeeded, outside of a transaction or in one; ``revision`` is None for what is none's own."""
        self._idle_since[key] = time.monotonic()
        if _COMMITS.match(statement):
            self.committed(key, revision)
        elif _ROLLS_BACK.match(statement):
            self.rolled_back(key)
        elif revision is None or _PASSING.match(statement):
            return
        elif is_committed:
            self._keep(revision, [statement])
        else:
            self._open.setdefault(key, []).append((revision, statement))

    def committed(self, key, revision):
        """A transaction is committed; with a revision, in the middle of it."""
        statements = self._open.pop(key, [])
        if revision is not None:
            self._keep(revision, [statement for one, statement in statements if one == revision])

    def rolled_back(self, key):
        """A transaction is rolled back, or the connection is a new one."""
        self._open.pop(key, None)

    def _keep(self, revision, statements):
        room = _MOST - self._told.get(revision, 0)
        shown = [redaction.redact(statement) for statement in statements[: max(0, room)]]
        if shown:
            self._told[revision] = self._told.get(revision, 0) + len(shown)
            self._send({"kept": revision, "statements": shown})
