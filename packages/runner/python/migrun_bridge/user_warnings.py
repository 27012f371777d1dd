"""Python warnings of the user's files as events, whatever PYTHONWARNINGS says."""

import contextlib
import warnings

from .redaction import redact
from .user_files import absolute, is_user_file


@contextlib.contextmanager
def reported(session):
    """Sends each warning of a user's file once; warnings never become errors or output."""
    seen = set()

    def show(message, category, filename, lineno, file=None, line=None):
        key = (str(message), filename, lineno)
        if key in seen or not is_user_file(filename):
            return
        seen.add(key)
        text = redact("%s: %s" % (category.__name__, message))
        path = absolute(filename, session.request["cwd"])
        event = {"event": "warning", "message": text, "file": path, "line": lineno}
        session.line.send({"event": event})

    with warnings.catch_warnings():
        warnings.resetwarnings()
        warnings.simplefilter("default")
        warnings.showwarning = show
        yield
