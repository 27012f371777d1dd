"""Starts the bridge: ``python <folder>/migrun_bridge``.

This file parses on every Python, so that an old interpreter ends with a clear
exit code instead of a SyntaxError. The first line of standard input says where
to connect and with which token: nothing secret is in argv or the environment.
"""

import os
import sys

#: Exit code that tells Node: this interpreter is older than the bridge supports.
TOO_OLD = 78


def read_line(descriptor):
    """Reads one line byte by byte: what follows it belongs to somebody else."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            break
        line += byte
    return line.decode("utf-8")


def start():
    """Loads the package without leaving its folder on sys.path, then runs the role asked for."""
    if sys.version_info < (3, 9):
        sys.stderr.write("Python %d.%d\n" % tuple(sys.version_info[:2]))
        sys.exit(TOO_OLD)
    import json
    import types

    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == folder:
        del sys.path[0]
    sys.path.insert(0, os.path.dirname(folder))
    from migrun_bridge import zygote

    sys.path.remove(os.path.dirname(folder))
    zygote.use_console_script_path()
    # env.py must see a plain __main__: multiprocessing would otherwise load this file again.
    sys.modules["__main__"] = types.ModuleType("__main__")
    settings = json.loads(read_line(0) or "null")
    if settings is None:
        return 0
    return zygote.run(settings)


if __name__ == "__main__":
    sys.exit(start())
