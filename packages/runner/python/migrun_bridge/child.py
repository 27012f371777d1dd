"""The process of one target: answers requests one after the other until Node closes the line."""

import atexit
import os
import socket
import sys

from . import (
    channel,
    environment_run,
    errors,
    isolation,
    processes,
    redaction,
    session,
    user_warnings,
)
from .isolation.placement import IsolationError, placement


def import_ahead(is_live):
    """Imports what nearly every env.py needs, so that it is paid for once. A deploy is often one target: no more than Alembic does."""
    import alembic.command
    import alembic.config
    import alembic.context
    import alembic.op
    import alembic.runtime.environment
    import alembic.script  # noqa: F401
    import sqlalchemy.dialects.postgresql
    import sqlalchemy.pool  # noqa: F401

    if is_live:
        _live_operations()
    else:
        import alembic.autogenerate
        import sqlalchemy.orm  # noqa: F401

        _check_operations()


def run(settings, spawned):
    """Connects the line and the outputs, serves until the line is closed, gives the exit code."""
    address, token, is_live = settings["address"], settings["token"], settings["purpose"] == "live"
    if hasattr(os, "setsid"):
        os.setsid()
    processes.die_with_parent()
    processes.adopt_orphans()
    control = channel.out_of_the_way(channel.connect(address))
    line = channel.Channel(control)
    for number, name in ((1, "stdout"), (2, "stderr")):
        _connect_output(address, "%s:%d" % (token, number), number, name)
    line.send({"token": token, "pid": os.getpid()})
    try:
        if spawned:
            import_ahead(is_live)
        _serve(line, is_live)
    finally:
        if not line.mine:
            # env.py forked, and the fork came back up to here: it has nothing more to say.
            os._exit(0)
    _say_goodbye()
    return 0


def _connect_output(address, token, number, name):
    """Sends descriptor and Python stream to Node. A new object: the old one remembers another kind of file."""
    output = channel.connect(address)
    output.sendall(('{"token": "%s"}\n' % token).encode("ascii"))
    os.dup2(output.fileno(), number)
    output.close()
    encoding = getattr(getattr(sys, name), "encoding", None) or "utf-8"
    stream = open(number, "w", buffering=1, encoding=encoding, errors="backslashreplace", closefd=False)
    setattr(sys, name, stream)
    setattr(sys, "__%s__" % name, stream)


def _serve(line, is_live):
    current = session.Session(line)
    operations = _live_operations() if is_live else _check_operations()
    while True:
        message = line.receive()
        if message is None:
            return
        answer = {"id": message["id"], **_answer(current, operations, message)}
        if not line.mine:
            os._exit(0)
        _flush()
        line.send(answer)


def _check_operations():
    """Each serves its own: imported where they are served."""
    from . import diff, merge, migrate, offline, scripts

    return {
        "script": scripts.script,
        "headers": scripts.headers,
        "merge": merge.merge,
        "upgrade": migrate.upgrade,
        "downgrade": migrate.downgrade,
        "offline": offline.offline,
        "diff": diff.diff,
    }


def _live_operations():
    """Imported only where they are served: nothing of a check can reach them."""
    from . import deploy

    return deploy.OPERATIONS


def _answer(current, operations, message):
    operation, request = message["operation"], message["request"]
    if operation == "open":
        try:
            _open(current, request, "deploy" in operations)
        except Exception as error:
            return {"error": errors.describe(error, current)}
        return {"result": {}}
    try:
        with user_warnings.reported(current):
            current.prepare()
            return {"result": operations[operation](current, request)}
    except BaseException as error:  # noqa: B902  sys.exit of env.py is an answer as well
        if not current.line.mine:
            _flush()
            os._exit(error.code if isinstance(getattr(error, "code", None), int) else 1)
        return {"error": errors.describe(error, current)}
    finally:
        environment_run.forget(current)


def _open(current, request, is_live):
    redaction.learn_from(request)
    if (request.get("mode") == "live") != is_live:
        raise IsolationError("this process was not started for the mode that it is opened in")
    if is_live:
        current.open(request)
        return
    placement.open(request["own"], request["foreign"], current.line)
    isolation.install()
    current.open(request)


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            # env.py has closed or replaced it.
            pass


def _say_goodbye():
    """Runs what the user's code registered for the end; Node kills what takes too long."""
    try:
        atexit._run_exitfuncs()
    except Exception:  # the process ends anyway
        pass
    _flush()
    try:
        for number in (1, 2):
            socket.socket(fileno=os.dup(number)).shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
