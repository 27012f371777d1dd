"""The process that is started once per interpreter and makes a child for each target.

It imports Alembic and SQLAlchemy, then forks (or spawns, where forking is not safe),
so that start-up is paid once and a crash or hang of one target stays there. When Node
is gone, even by SIGKILL, it ends every child with all its descendants, then itself.
"""

import gc
import importlib.util
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import sysconfig

from . import channel, child, isolation, processes


#: Drivers of Postgres whose connections can be redirected.
_DRIVERS = ("psycopg2", "psycopg", "pg8000", "asyncpg")


def use_console_script_path():
    """Puts the folder of console scripts first on sys.path, as the ``alembic`` command has it."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, sysconfig.get_path("scripts"))


def run(settings):
    """Runs the role that the settings name; gives the exit code."""
    if settings["purpose"] != "live":
        # Before Alembic: its plugins may import drivers, and keep what they took from them.
        isolation.install_drivers()
    if settings["role"] == "child":
        use_devnull_as_stdin()
        processes.die_with_parent()
        return child.run(settings, spawned=True)
    # Until the loop below watches standard input, a hanging import must not outlive Node.
    processes.die_with_parent()
    line = channel.connect(settings["address"])
    hello = {"token": settings["token"], "pid": os.getpid()}
    # Modules are no garbage: searching them for it takes a sixth of the time of the imports.
    gc.disable()
    hello.update(import_alembic(settings["purpose"] == "live"))
    gc.freeze()
    gc.enable()
    line.sendall(json.dumps(hello).encode("ascii") + b"\n")
    if hello.get("problem"):
        return 1
    processes.die_with_parent(False)
    processes.adopt_orphans()
    forks = settings["mode"] != "spawn" and processes.can_fork()
    # Nothing of a user has run here: taking all modules apart would only keep Node waiting.
    os._exit(Zygote(line, settings, forks).serve())


def use_devnull_as_stdin():
    """Whatever reads standard input sees its end."""
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.close(devnull)


def import_alembic(is_live):
    """Imports what every target needs; gives the versions, or the problem in words."""
    versions = {"python": ".".join(map(str, sys.version_info[:3])), "alembic": None, "sqlalchemy": None}
    try:
        import sqlalchemy

        versions["sqlalchemy"] = sqlalchemy.__version__
        import alembic

        versions["alembic"] = alembic.__version__
    except ImportError as error:
        return {"versions": versions, "problem": "no-alembic", "message": str(error)}
    if _numbers(versions["alembic"]) < (1, 8) or _numbers(versions["sqlalchemy"]) < (1, 4):
        return {"versions": versions, "problem": "too-old", "message": ""}
    child.import_ahead(is_live)
    versions["drivers"] = [name for name in _DRIVERS if _can_import(name)]
    return {"versions": versions}


def _can_import(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ValueError:  # something else stands in its place
        return False


def _numbers(version):
    parts = []
    for part in version.split(".")[:2]:
        digits = "".join(character for character in part if character.isdigit())
        parts.append(int(digits or 0))
    return tuple(parts)


class Zygote:
    """Serves `open` and `kill` from Node, and tells when a child has ended."""

    def __init__(self, line, settings, forks):
        self._line = line
        self._settings = settings
        self._forks = forks
        self._children = {}
        self._spawned = {}
        self._buffer = b""
        self._wakeup = None

    def serve(self):
        """Loops until Node is gone."""
        if os.name == "nt":
            return self._serve_without_signals()
        wakeup, self._wakeup = os.pipe()
        os.set_blocking(wakeup, False)
        os.set_blocking(self._wakeup, False)
        signal.set_wakeup_fd(self._wakeup, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            ready, _, _ = select.select([self._line, 0, wakeup], [], [])
            if wakeup in ready:
                try:
                    os.read(wakeup, 4096)
                except BlockingIOError:
                    pass
                self._reap()
            if 0 in ready and not os.read(0, 4096):
                break
            if self._line in ready and not self._read_line():
                break
        self._end()
        return 0

    def _serve_without_signals(self):
        while True:
            ready, _, _ = select.select([self._line], [], [], 0.05)
            self._reap()
            if ready and not self._read_line():
                break
        self._end()
        return 0

    def _read_line(self):
        try:
            data = self._line.recv(65536)
        except OSError:
            return False
        if not data:
            return False
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "open" in message:
                self._open(message["open"], message["token"])
            elif "kill" in message:
                self._kill(message["kill"])
        return True

    def _send(self, message):
        try:
            self._line.sendall(json.dumps(message).encode("ascii") + b"\n")
        except OSError:
            # Node is gone: the loop sees the end of the line next.
            pass

    def _open(self, name, token):
        settings = dict(self._settings, role="child", token=token)
        if not self._forks:
            self._children[self._spawn(settings)] = name
            return
        pid = os.fork()
        if pid == 0:
            self._become_child(settings)
        self._children[pid] = name

    def _become_child(self, settings):
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._line.close()
            use_devnull_as_stdin()
            processes.die_with_parent()
            code = child.run(settings, spawned=False)
        finally:
            # Never back into the loop of the zygote, whatever was raised.
            os._exit(code)

    def _spawn(self, settings):
        folder = os.path.dirname(os.path.abspath(__file__))
        flags = list(settings.get("flags", ()))
        process = subprocess.Popen(
            [sys.executable, *flags, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        process.stdin.write(json.dumps(settings).encode("ascii") + b"\n")
        process.stdin.close()
        self._spawned[process.pid] = process
        return process.pid

    def _kill(self, name):
        for pid, known in list(self._children.items()):
            if known == name:
                processes.kill_group(pid)

    def _reap(self):
        ended = []
        for pid in list(self._children):
            status = self._status_of(pid)
            if status is not None:
                ended.append((self._children.pop(pid), status))
        # Only orphans of ended children come here: a living child adopts its own.
        processes.kill_strays(self._children)
        for name, (code, number) in ended:
            self._send({"ended": name, "code": code, "signal": number and _signal_name(number)})

    def _status_of(self, pid):
        """Exit code or signal of an ended child, whose group is killed before its pid is free again."""
        if not processes.has_ended(pid):
            return None
        processes.kill_group(pid)
        spawned = self._spawned.pop(pid, None)
        if spawned is not None:
            code = spawned.wait()
            return (None, -code) if code < 0 else (code, None)
        try:
            _, status = os.waitpid(pid, 0)
        except ChildProcessError:
            return (None, None)
        if os.WIFSIGNALED(status):
            return (None, os.WTERMSIG(status))
        return (os.WEXITSTATUS(status), None)

    def _end(self):
        for pid in self._children:
            processes.kill_group(pid)
        for pid in self._children:
            try:
                os.waitpid(pid, 0)
            except (OSError, AttributeError):
                pass
        processes.kill_strays(())
        shutil.rmtree(self._settings["folder"], ignore_errors=True)


def _signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return "signal %d" % number
