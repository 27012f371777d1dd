"""Turns an exception into the protocol's ``BridgeError``."""

import configparser
import linecache
import os
import re
import traceback

from . import settings_errors
from .environment_run import NotRun
from .isolation.placement import IsolationError
from .redaction import redact
from .user_files import absolute, is_user_file

_DRIVERS = ("psycopg2", "psycopg", "asyncpg", "pg8000", "sqlite3", "aiosqlite", "_sqlite3")
_EXCERPT = re.compile(r"\nLINE \d+: [^\n]*\n\s*\^")
# What configparser's messages show of an option's value, which may be a password.
_VALUE = re.compile(r",? found: .*|(?<= reference) .*|\.? Raw value: .*", re.DOTALL)
_SET_VALUE = re.compile(r"(?<=invalid interpolation syntax) in .*(?= at position \d+$)", re.DOTALL)
_BACKGROUND = re.compile(r"\n?\(Background on this error at: [^)]*\)")


def describe(error, session):
    """Kind, the first words that matter, and frames of the user's own files."""
    error = _unwrapped(error)
    tracker = session.tracker
    revision = tracker.revision if tracker else None
    kind, variables = _kind(error, session)
    cause = _database_cause(error) if kind == "database" else None
    return {
        "kind": kind,
        "exception": _class_name(error),
        "message": redact(_message(error, kind, cause)),
        "frames": frames(error, session.request["cwd"]),
        "revision": revision,
        "direction": tracker.direction if revision else None,
        "statement": _statement(error) if kind == "database" else None,
        "sqlState": _sql_state(cause),
        "variables": variables,
    }


def _unwrapped(error):
    """The one exception inside an ExceptionGroup of a task group."""
    while len(getattr(error, "exceptions", None) or ()) == 1 and hasattr(error, "subgroup"):
        error = error.exceptions[0]
    return error


def _chain(error):
    """The exception and what led to it."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or getattr(error, "orig", None) or error.__context__
    return seen


def _kind(error, session):
    from alembic.script.revision import RevisionError
    from alembic.util import CommandError
    from sqlalchemy.exc import NoSuchModuleError

    variables = []
    if any(isinstance(link, IsolationError) for link in _chain(error)):
        return "isolation", variables
    if isinstance(error, NotRun):
        return "not-run", variables
    kind = "raised"
    if isinstance(error, SystemExit):
        kind = "exited"
    elif isinstance(error, (CommandError, RevisionError)):
        kind = "alembic"
    elif _database_cause(error) is not None:
        kind = "database"
    else:
        # Often said again in other words: `except KeyError as error: raise RuntimeError("…") from error`.
        found = (settings_errors.missing_variables(link) for link in _chain(error))
        variables = next((names for names in found if names), [])
        if variables:
            kind = "settings"
        elif isinstance(error, (ImportError, NoSuchModuleError)):
            kind = "import"
        elif _is_ours(error):
            kind = "internal"
    if kind in ("raised", "exited") and _is_rerun(error, session):
        return "not-rerunnable", variables
    return kind, variables


def _is_rerun(error, session):
    """True where env.py failed at a second execution, before it did anything: a fresh process may do better.

    Tables that env.py defines, metrics it registers and alike cannot be made twice in one process.
    """
    return session.env_runs > 1 and session.tracker is not None and not session.tracker.called


def _is_ours(error):
    here = os.path.dirname(os.path.abspath(__file__))
    last = None
    for last in traceback.walk_tb(error.__traceback__):
        pass
    return last is not None and os.path.abspath(last[0].f_code.co_filename).startswith(here + os.sep)


def _database_cause(error):
    """The driver's own exception, whether SQLAlchemy wrapped it or not."""
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        return error.orig or error
    if type(error).__module__.partition(".")[0] in _DRIVERS and isinstance(error, Exception):
        return error
    return None


def _message(error, kind, cause):
    from sqlalchemy.exc import SQLAlchemyError

    if kind == "exited":
        return "sys.exit(%r)" % (error.code,) if error.code is not None else "sys.exit()"
    if kind == "isolation":
        error = next(link for link in _chain(error) if isinstance(link, IsolationError))
    if cause is not None:
        text = _driver_message(cause)
    elif isinstance(error, SyntaxError):
        text = error.msg or str(error)
    elif isinstance(error, KeyError) and len(error.args) == 1:
        text = "KeyError: %s" % error
    else:
        text = _BACKGROUND.sub("", _words(error))
        if text and not re.search(r"\s", text) and isinstance(error, (LookupError, SQLAlchemyError)):
            # SQLAlchemy's NoSuchTableError says nothing but the name.
            text = "%s: %s" % (type(error).__name__, text)
    return _without_values(text, error).strip() or type(error).__name__


def _without_values(text, error):
    """The text without the values of options that configparser could not interpolate."""
    for link in _chain(error):
        words = _words(link)
        if isinstance(link, configparser.InterpolationError) and words:
            text = text.replace(words, _interpolation_words(link, words))
        elif isinstance(link, ValueError):
            text = text.replace(words, _SET_VALUE.sub("", words))
    return text


def _interpolation_words(error, words):
    shown = _VALUE.sub("", words)
    place = "option %r in section %r" % (error.option, error.section)
    if shown == words:
        return "%s cannot be interpolated" % place
    return shown if place in shown else "%s: %s" % (place, shown)


def _words(error):
    try:
        return str(error)
    except Exception:  # the user's own __str__
        return type(error).__name__


def _driver_message(cause):
    # pg8000 hands over the fields of the server's message as a dict.
    fields = cause.args[0] if getattr(cause, "args", None) else None
    if isinstance(fields, dict) and "M" in fields:
        extra = ["DETAIL:  " + fields["D"]] if "D" in fields else []
        return "\n".join([fields["M"], *extra])
    # psycopg shows the statement again; it has a field of its own here.
    text = _EXCERPT.sub("", _BACKGROUND.sub("", _words(cause)))
    # SQLAlchemy's asyncpg adapter puts the class in front.
    return re.sub(r"^<class '[^']*'>: ", "", text)


def _sql_state(cause):
    while cause is not None:
        for name in ("pgcode", "sqlstate"):
            value = getattr(cause, name, None)
            if isinstance(value, str):
                return value
        fields = cause.args[0] if getattr(cause, "args", None) else None
        if isinstance(fields, dict) and isinstance(fields.get("C"), str):
            return fields["C"]
        cause = cause.__cause__
    return None


def _statement(error):
    statement = getattr(error, "statement", None)
    if not isinstance(statement, str):
        return None
    # SQLAlchemy doubles it for drivers whose placeholders begin with it.
    if type(getattr(error, "orig", None)).__module__.split(".")[0] in ("psycopg2", "psycopg", "pg8000"):
        statement = statement.replace("%%", "%")
    return redact(statement)


def _class_name(error):
    cls = type(error)
    return cls.__qualname__ if cls.__module__ == "builtins" else "%s.%s" % (cls.__module__, cls.__qualname__)


def frames(error, cwd):
    """Frames of the user's own files, innermost last; a syntax error is a frame of its own."""
    for link in _chain(error):
        found = [
            _frame(absolute(summary.filename, cwd), summary.lineno, summary.name)
            for summary in traceback.extract_tb(link.__traceback__)
            if is_user_file(summary.filename)
        ]
        if isinstance(link, SyntaxError) and link.filename and is_user_file(link.filename):
            found.append(_frame(absolute(link.filename, cwd), link.lineno, "<module>"))
        if found:
            return found
    return []


def _frame(file, line, name):
    source = linecache.getline(file, line or 1).strip()
    return {"file": file, "line": line or 1, "name": name, "source": redact(source)}
