"""Newline-delimited JSON over a socket of our own: stdout and stderr belong to env.py."""

import json
import math
import os
import socket
import threading

# High enough that env.py files which close the low descriptors do not cut the line.
_FIRST_DESCRIPTOR = 400


def connect(address):
    """Opens a socket to Node: ``{"path": ...}``, or ``{"host": ..., "port": ...}`` on Windows."""
    if "path" in address:
        plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        plain.connect(address["path"])
    else:
        plain = socket.create_connection((address["host"], address["port"]))
    plain.settimeout(None)
    return plain


def out_of_the_way(plain):
    """The same socket under a high descriptor."""
    try:
        import fcntl

        high = fcntl.fcntl(plain.fileno(), fcntl.F_DUPFD_CLOEXEC, _FIRST_DESCRIPTOR)
    except (ImportError, OSError, ValueError):
        return plain
    moved = socket.socket(fileno=high)
    plain.close()
    return moved


def plain_value(value):
    """A value as JSON can carry it."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    return str(value)


class Channel:
    """One line to Node. Any thread may send and ask; a process forked by env.py may do neither."""

    def __init__(self, plain):
        self._socket = plain
        self._reader = plain.makefile("rb")
        self._writing = threading.Lock()
        self._asking = threading.Lock()
        self._turn = threading.Condition()
        self._read_by_somebody = False
        self._closed = False
        self._arrived = {"answer": [], "request": []}
        self._owner = os.getpid()

    @property
    def mine(self):
        """False in a process that was forked from the one which opened the channel."""
        return os.getpid() == self._owner

    def send(self, message):
        """Writes one message; in a forked process it is dropped."""
        if not self.mine:
            return
        data = json.dumps(message, default=str).encode("ascii") + b"\n"
        with self._writing:
            self._socket.sendall(data)

    def receive(self):
        """Waits for a request; None when the other end is gone."""
        return self._next("request")

    def ask(self, question):
        """Sends a question and waits for its answer; None when the other end is gone."""
        with self._asking:
            self.send(question)
            message = self._next("answer")
        return message and message["answer"]

    def _next(self, kind):
        """The next message of a kind. Whoever comes first reads, also what others wait for.

        A thread that env.py left behind may ask while the main thread waits for a request.
        """
        with self._turn:
            while not self._arrived[kind]:
                if self._closed:
                    return None
                if self._read_by_somebody:
                    self._turn.wait()
                    continue
                self._read_by_somebody = True
                self._turn.release()
                try:
                    message = self._read()
                finally:
                    self._turn.acquire()
                    self._read_by_somebody = False
                    self._turn.notify_all()
                if message is None:
                    self._closed = True
                else:
                    self._arrived["answer" if "answer" in message else "request"].append(message)
            return self._arrived[kind].pop(0)

    def _read(self):
        try:
            line = self._reader.readline()
        except (OSError, ValueError):
            return None
        return json.loads(line) if line.endswith(b"\n") else None
