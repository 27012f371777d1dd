"""multiprocessing: workers are forked, because a fresh interpreter would have no layers."""

import sys

from .placement import IsolationError


def _fork_by_default(module):
    """``multiprocessing.context``: fork is the default as it was on Linux before Python 3.14."""
    if not sys.platform.startswith("linux"):
        return
    try:
        module._default_context._default_context = module._concrete_contexts["fork"]
    except (AttributeError, KeyError):
        # Another Python: its fresh interpreters are refused below.
        pass


def _refuse(module):
    class Popen(module.Popen):
        """A worker in a fresh interpreter."""

        def __init__(self, *_):
            raise IsolationError(
                "a worker process started by %r cannot be isolated; the start method fork can" % self.method
            )

    module.Popen = Popen


PATCHES = {
    "multiprocessing.context": _fork_by_default,
    "multiprocessing.popen_spawn_posix": _refuse,
    "multiprocessing.popen_spawn_win32": _refuse,
    "multiprocessing.popen_forkserver": _refuse,
}
