"""Finds the environment variables that env.py or its settings object demands, all in one go."""

import ast
import os
import re
import traceback

from . import pydantic_errors
from .user_files import is_user_file

#: Classes of other settings packages, and the variable in their message.
_OTHERS = {
    "EnvError": r'[Ee]nvironment variable "([^"]+)" not set',
    "ImproperlyConfigured": r"[Ss]et the (\S+) environment variable",
    "UndefinedValueError": r"^(\S+) not found",
}
_NOT_SET = re.compile(r"not set", re.IGNORECASE)
_STARLETTE = re.compile(r"^Config '([^']+)' is missing")
_DYNACONF_KEY = re.compile(r"^(\w+)(?: does not exist)?$")


def missing_variables(error):
    """Names of the variables whose absence raised this; empty where it is something else."""
    for found in (pydantic_errors.missing, _of_environs, _of_dynaconf, _of_starlette, _of_environ, _of_message):
        names = found(error)
        if names:
            return list(dict.fromkeys(names))
    return []


def _of_message(error):
    for base in type(error).__mro__:
        pattern = _OTHERS.get(base.__name__)
        found = re.search(pattern, str(error)) if pattern else None
        if found:
            return [found.group(1)]
    return []


def _of_starlette(error):
    """The name that ``Config`` of Starlette missed, and those that the same files read without a default."""
    found = _STARLETTE.match(str(error.args[0])) if isinstance(error, KeyError) and error.args else None
    if found is None:
        return []
    names = [found.group(1)]
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if is_user_file(frame.f_code.co_filename):
            names.extend(_config_calls(frame.f_code.co_filename))
    return [name for name in names if name not in os.environ]


def _config_calls(file):
    """Constant names that a file reads as ``config("NAME")`` without a default."""
    for node in _nodes(file):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "").lower() != "config":
            continue
        name = node.args[0] if node.args else None
        has_default = len(node.args) > 2 or any(keyword.arg in ("default", None) for keyword in node.keywords)
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and not has_default:
            yield name.value


def _of_environs(error):
    """All that ``env.seal()`` found missing."""
    messages = getattr(error, "error_messages", None)
    if not isinstance(messages, dict) or not type(error).__module__.startswith("environs"):
        return []
    return [name for name, texts in messages.items() if any(_NOT_SET.search(str(text)) for text in texts)]


def _of_dynaconf(error):
    steps = list(traceback.walk_tb(error.__traceback__))
    if not steps or "dynaconf" not in _module(steps[-1][0]):
        return []
    settings = _dynaconf_settings(steps)
    if type(error).__name__ == "ValidationError":
        keys = _unmet(settings)
    elif isinstance(error, (AttributeError, KeyError)) and error.args:
        key = _DYNACONF_KEY.match(str(error.args[0])) or re.search(r"no attribute '(\w+)'$", str(error.args[0]))
        keys = [key.group(1)] if key else []
    else:
        keys = []
    prefix = getattr(settings, "ENVVAR_PREFIX_FOR_DYNACONF", None)
    return [("%s_" % prefix if prefix else "") + key.replace(".", "__").upper() for key in keys]


def _module(frame):
    return str(frame.f_globals.get("__name__", ""))


def _dynaconf_settings(steps):
    """The settings object that a frame of dynaconf holds."""
    for frame, _ in reversed(steps):
        for name in ("settings", "self"):
            value = frame.f_locals.get(name)
            if "dynaconf" in _module(frame) and hasattr(type(value), "validators"):
                return value
    return None


def _unmet(settings):
    """Keys that validators demand and no source gives."""
    try:
        return [
            name
            for validator in settings.validators
            if validator.must_exist
            for name in validator.names
            if not settings.exists(name)
        ]
    except Exception:  # another version of dynaconf
        return []


def _of_environ(error):
    if not isinstance(error, KeyError):
        return []
    steps = list(traceback.walk_tb(error.__traceback__))
    if not steps or not error.args or not isinstance(error.args[0], str):
        return []
    innermost = steps[-1][0].f_code
    if innermost.co_name != "__getitem__" or os.path.basename(innermost.co_filename) not in ("os.py", "<frozen os>"):
        return []
    names = [error.args[0]]
    for frame, _ in steps:
        if is_user_file(frame.f_code.co_filename):
            names.extend(name for name in _subscripts(frame.f_code.co_filename) if name not in os.environ)
    return names


def _subscripts(file):
    """Constant names that a file reads as ``os.environ["NAME"]``."""
    for node in _nodes(file):
        if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
            continue
        base = node.value
        called = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", None)
        key = node.slice
        if called == "environ" and isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def _nodes(file):
    """The nodes of a Python file; none of one that cannot be read."""
    try:
        with open(file, encoding="utf-8") as source:
            return ast.walk(ast.parse(source.read()))
    except (OSError, SyntaxError, ValueError):
        return ()
