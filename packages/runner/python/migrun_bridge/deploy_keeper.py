"""The thread that owns the lock connection: drivers and their loops want one thread each."""

import queue
import threading
import time


class Keeper(threading.Thread):
    """Runs jobs one after the other, and ``tick`` in between, every ``seconds``."""

    def __init__(self, seconds, tick):
        super().__init__(name="migrun-lock", daemon=True)
        self._jobs = queue.Queue()
        self._seconds = seconds
        self._tick = tick
        self.start()

    def run(self):
        """Loops until it is told to end."""
        next_tick = time.monotonic() + self._seconds
        while True:
            try:
                job = self._jobs.get(timeout=max(0.01, next_tick - time.monotonic()))
            except queue.Empty:
                self._tick()
                next_tick = time.monotonic() + self._seconds
                continue
            if job is None:
                return
            job()

    def do(self, work):
        """Runs it in the thread and waits; gives its result, raises what it raised."""
        if threading.current_thread() is self:
            return work()
        done = threading.Event()
        outcome = {}

        def job():
            try:
                outcome["result"] = work()
            except BaseException as error:  # noqa: B902  it belongs to the thread that asked
                outcome["error"] = error
            done.set()

        self._jobs.put(job)
        done.wait()
        if "error" in outcome:
            raise outcome["error"]
        return outcome["result"]

    def end(self):
        """Ends the thread after the jobs that wait."""
        self._jobs.put(None)
        self.join(timeout=5)
