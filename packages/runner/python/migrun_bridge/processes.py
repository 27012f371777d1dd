"""What the operating system offers to keep children together and to end them all."""

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LINUX = sys.platform.startswith("linux")


def _prctl(option, value):
    if not _LINUX:
        return
    try:
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        # A Python without ctypes still has the process groups.
        pass


def die_with_parent(wanted=True):
    """Linux: this process gets SIGKILL when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL if wanted else 0)


def adopt_orphans():
    """Linux: descendants whose parent ended become children of this process."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def can_fork():
    """True where forking after the imports is safe: Linux and alike, with this thread alone."""
    import threading

    if not hasattr(os, "fork") or sys.platform == "darwin" or threading.active_count() > 1:
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return True


def children_of_this():
    """Pids of the direct children; None where the system does not tell."""
    me = os.getpid()
    try:
        with open("/proc/self/task/%d/children" % me) as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        pass
    try:
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _parent(pid) == me]
    except OSError:
        return None


def _parent(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            # The name in parentheses may hold anything, so count from its end.
            return int(file.read().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def has_ended(pid):
    """True for a child that has ended; it stays a zombie, so that nobody else gets its pid."""
    if not hasattr(os, "waitid"):
        return not _is_there(pid)
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _is_there(pid):
    """For systems without ``waitid``: macOS before Python 3.13, and Windows."""
    import subprocess

    listing = ["ps", "-o", "stat=", "-p", str(pid)] if os.name == "posix" else ["tasklist", "/FI", "PID eq %d" % pid]
    state = subprocess.run(listing, stdout=subprocess.PIPE, check=False).stdout.decode("ascii", "replace")
    return str(pid) in state if os.name != "posix" else bool(state.strip()) and not state.strip().startswith("Z")


def kill_group(pid):
    """SIGKILL to the process group that ``pid`` leads, and to ``pid`` itself."""
    for kill in (getattr(os, "killpg", None), os.kill):
        try:
            if kill is not None:
                kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        except OSError:
            pass


def kill_strays(known):
    """Ends every child of this process that is not in ``known``, and what those leave behind.

    With ``adopt_orphans`` these are exactly the descendants of children that have ended.
    """
    while _LINUX:
        strays = [pid for pid in children_of_this() or () if pid not in known]
        if not strays:
            return
        for pid in strays:
            kill_group(pid)
        for pid in strays:
            try:
                os.waitpid(pid, 0)
            except OSError:
                pass
