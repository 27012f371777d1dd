"""Decides which database a connection gets. Drivers and SQLAlchemy ask here, nobody else."""

import os
import threading


class IsolationError(Exception):
    """A connection that cannot be given its own database."""


class Asked:
    """A database as somebody asked for it.

    ``hosts`` holds ``(host, port)`` pairs; an empty tuple means the driver's default.
    """

    def __init__(self, dialect, driver, hosts, database, user=None):
        self.dialect = dialect
        self.driver = driver
        self.hosts = tuple(hosts)
        self.database = database
        self.user = user
        self.key = (dialect, frozenset(self.hosts), database)

    def as_message(self):
        """The protocol's ``AskedDatabase``."""
        shown = [host if port in (None, 5432) else "%s:%s" % (host, port) for host, port in self.hosts]
        return {
            "dialect": self.dialect,
            "driver": self.driver,
            "host": ",".join(shown),
            "database": self.database,
            "user": self.user,
        }


class Given:
    """The database to connect to instead. ``own``: it is the one that was asked for."""

    def __init__(self, host="", port=0, user=None, password=None, database="", own=False):
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.database = database
        self.own = own

    def credentials(self, user, password):
        """User and password to connect with: a role of one's own on one's own database is kept."""
        if self.own and user and user != self.user:
            return user, password
        return self.user, self.password


class Placement:
    """The answers so far, and the way to get more. One per process, safe for threads."""

    def __init__(self):
        self._lock = threading.RLock()
        self._answers = {}
        self._own = {}
        self._channel = None
        self._foreign = "refuse"

    def open(self, own, foreign, channel):
        """Starts to answer; before this every connection is refused."""
        self._channel = channel
        self._foreign = foreign
        if own and "endpoint" in own:
            self._keep_own(_given_postgres(own))
        elif own:
            self._own[os.path.realpath(own["sqlitePath"])] = True

    def postgres(self, asked, layer):
        """The ``Given`` for a Postgres database; raises IsolationError where there is none."""
        if len(asked.hosts) == 1:
            host, port = asked.hosts[0]
            own = self._own.get((host, port, asked.database))
            if own is not None:
                return own
        answer = self._answer(asked, layer)
        if answer["kind"] != "postgres":
            raise IsolationError(answer.get("reason") or "no Postgres database was given")
        given = _given_postgres(answer)
        self._keep_own(given)
        return given

    def sqlite(self, asked, layer):
        """The path for a SQLite file; raises IsolationError where there is none."""
        if os.path.realpath(asked.database) in self._own:
            return asked.database
        answer = self._answer(asked, layer)
        if answer["kind"] != "sqlite":
            raise IsolationError(answer.get("reason") or "no SQLite file was given")
        self._own[os.path.realpath(answer["path"])] = True
        return answer["path"]

    def own_addresses(self):
        """``(host, port, database)`` of every database that was given."""
        return self._own

    def owns_file(self, path):
        """True for a SQLite file that was given."""
        return os.path.realpath(path) in self._own

    def _keep_own(self, given):
        self._own[(given.host, given.port, given.database)] = Given(
            given.host, given.port, given.user, given.password, given.database, own=True
        )

    def _answer(self, asked, layer):
        # Without the lock: a forked process may have inherited it held by a thread that it has not.
        answer = self._answers.get(asked.key)
        if answer is not None:
            return answer
        if self._channel is None or not self._channel.mine:
            raise IsolationError("%s was asked for by a forked process first" % describe(asked))
        if self._foreign == "refuse":
            raise IsolationError("%s is not the target's own database" % describe(asked))
        with self._lock:
            answer = self._answers.get(asked.key)
            if answer is None:
                answer = self._channel.ask({"question": "database", "asked": asked.as_message()})
                if answer is None:
                    raise IsolationError("nobody is left to give a database")
                self._answers[asked.key] = answer
                if answer["kind"] != "refused":
                    event = {"event": "redirected", "asked": asked.as_message(), "layer": layer}
                    self._channel.send({"event": event})
        return answer


def _given_postgres(answer):
    endpoint = answer["endpoint"]
    return Given(
        endpoint["host"],
        int(endpoint["port"]),
        endpoint["user"],
        endpoint["password"],
        answer["database"],
    )


def describe(asked):
    """The asked database in words."""
    message = asked.as_message()
    return "%s database %s%s" % (
        message["dialect"],
        message["database"] or "(default)",
        " on " + message["host"] if message["host"] else "",
    )


#: The one of this process.
placement = Placement()
