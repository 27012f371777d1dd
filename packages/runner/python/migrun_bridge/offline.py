"""The operation ``offline``: env.py with ``--sql``, its text per engine."""

import builtins
import contextlib
import io
import os
import pathlib

from . import environment_run


def offline(session, request):
    """Runs env.py in offline mode from ``from`` (null: base; a revision, or the rows of a database) to ``to``."""
    start, to = request["from"], request["to"]
    direction = request.get("direction", "upgrade")
    outputs = []
    with session.scratch() as scratch:
        files = ScratchFiles(scratch, session.request["cwd"])

        def on_configure(environment, kwargs):
            output = Output(kwargs.get("output_buffer"))
            kwargs["output_buffer"] = output
            outputs.append(output)

        def steps(rows, context, run):
            tracker = session.tracker
            outputs[-1].engine_name = run["engineName"]
            return tracker.follow(getattr(session.scripts(None), "_%s_revs" % direction)(to, rows))

        begin = start if isinstance(start, str) or not start else start[0]
        words = [direction, "%s:%s" % (begin, to) if start else to, "--sql"]
        with files.in_force():
            runs = environment_run.execute(
                session,
                words,
                steps,
                direction=direction,
                as_sql=True,
                starting_rev=start,
                destination_rev=to,
                tag=None,
                on_configure=on_configure,
            )
        texts = [{"engineName": output.engine_name, "sql": output.text(files)} for output in outputs]
    return {"runs": runs, "outputs": texts}


class Output(io.TextIOBase):
    """Keeps what Alembic writes for one engine, and passes it on to the buffer that env.py gave."""

    def __init__(self, given):
        self.engine_name = None
        self._given = given
        self._kept = io.StringIO()

    def write(self, text):
        """Writes to both."""
        if self._given is not None:
            self._given.write(text)
        # Bytes come where env.py set an output_encoding.
        self._kept.write(text.decode("utf-8", "replace") if isinstance(text, (bytes, bytearray)) else text)
        return len(text)

    def flush(self):
        """Flushes the buffer of env.py."""
        if self._given is not None and not getattr(self._given, "closed", False):
            self._given.flush()

    def writable(self):
        """True, as for any output."""
        return True

    def text(self, files):
        """The text; from the file where env.py wrote one, since it may have added lines of its own."""
        name = getattr(self._given, "name", None)
        written = files.read(name) if isinstance(name, str) else None
        return self._kept.getvalue() if written is None else written


class ScratchFiles:
    """Lets files that env.py writes below the working directory land in a scratch folder instead."""

    def __init__(self, folder, cwd):
        self._folder = folder
        self._cwd = os.path.realpath(cwd)
        self._moved = {}

    @contextlib.contextmanager
    def in_force(self):
        """Replaces ``open`` while env.py runs; imports and reading are as ever."""
        plain = io.open

        def open_in_scratch(file, mode="r", *args, **kwargs):
            place = self._place(file, str(mode))
            if place is not file:
                # pathlib of Python 3.9 passes one that opens its own path, whatever it is told.
                kwargs.pop("opener", None)
            return plain(place, mode, *args, **kwargs)

        # pathlib of Python 3.10 keeps a reference of its own.
        accessor = getattr(pathlib, "_NormalAccessor", None)
        keeps_it = accessor is not None and accessor.__dict__.get("open") is plain
        builtins.open = io.open = open_in_scratch
        if keeps_it:
            accessor.open = staticmethod(open_in_scratch)
        try:
            yield
        finally:
            builtins.open = io.open = plain
            if keeps_it:
                accessor.open = plain

    def read(self, name):
        """The text of a file that was written, by the name it was or would have been written under."""
        place = name if name.startswith(self._folder) else self._moved.get(os.path.realpath(name))
        if place is None or not os.path.isfile(place):
            return None
        with io.open(place, encoding="utf-8", errors="replace") as file:
            return file.read()

    def _place(self, file, mode):
        if isinstance(file, int):
            return file
        try:
            path = os.path.realpath(os.fsdecode(file))
        except (TypeError, ValueError):
            return file
        if path in self._moved:
            return self._moved[path]
        inside = path.startswith(self._cwd + os.sep)
        if not inside or not set(mode) & set("wax+") or not os.path.isdir(os.path.dirname(path)):
            return file
        place = os.path.join(self._folder, "%d-%s" % (len(self._moved), os.path.basename(path)))
        self._moved[path] = place
        return place
