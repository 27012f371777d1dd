"""What a deploy was told: names, times, and whether it is to stop."""

import threading

from .deploy_errors import DeployStop

#: Longest ``application_name`` that Postgres keeps.
_NAME_BYTES = 63


class Terms:
    """The request of a deploy in Python's words, and the wish to stop it."""

    def __init__(self, line, target, request):
        self.run = request["runId"]
        self.scope = request["lockScope"]
        self.lock_timeout = request["lockTimeoutMs"] / 1000
        self.poll = request["pollMs"] / 1000
        self.expect_host = request["expectHost"]
        self.statement_lock_ms = request["statementLockTimeoutMs"]
        self.idle_ms = request["idleInTransactionTimeoutMs"]
        self.stopping = threading.Event()
        self.ended = threading.Event()
        self._target = target
        self._line = line

    def name(self, kind=None):
        """``migrun/<target>/<run>`` for what migrates; the lock's session has ``/lock`` behind it, one that only looks ``/look``."""
        tail = "/%s%s" % (self.run, "" if kind is None else "/" + kind)
        room = _NAME_BYTES - len("migrun/") - len(tail)
        # Split at slashes by whoever reads it; Postgres shows what is not ASCII as question marks.
        target = self._target.encode("ascii", "replace").decode("ascii").replace("/", "-")[:room]
        return "migrun/%s%s" % (target, tail)

    def orphan_prefix(self):
        """What the sessions begin with that must be gone before this run begins."""
        return "migrun/" if self.scope == "database" else self.name()[: -len(self.run)]

    def check_stop(self):
        """Raises where the run was told to stop while it waits."""
        if self.stopping.is_set():
            raise DeployStop("stopped", "Stopped while it waited")

    def tell_waiting(self, what, place, holders):
        """Tells Node whom it waits for: ``lock``, or an ``earlier-run`` that left a session at work."""
        self._line.send({"event": {"event": "waiting", "for": what, "place": place, "holders": holders}})

    def listen(self, cancel):
        """Waits for ``stop`` from Node in a thread of its own; ``cancel`` is called when the grace is over."""

        def wait():
            message = self._line.receive()
            if message is None or message["operation"] != "stop":
                return
            self.stopping.set()
            self._line.send({"event": {"event": "stopping"}})
            if not self.ended.wait(message["request"]["graceMs"] / 1000):
                cancel()

        threading.Thread(target=wait, name="migrun-stop", daemon=True).start()
