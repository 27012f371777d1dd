"""Finds the environment variables that env.py or its settings object demands, all in one go."""

import ast
import os
import re
import traceback

from .user_files import is_user_file

#: Classes of other settings packages, and the variable in their message.
_OTHERS = {
    "EnvError": r'[Ee]nvironment variable "([^"]+)"',
    "ImproperlyConfigured": r"[Ss]et the (\S+) environment variable",
    "UndefinedValueError": r"^(\S+) not found",
}


def missing_variables(error):
    """Names of the variables whose absence raised this; empty where it is something else."""
    if type(error).__name__ == "ValidationError" and hasattr(error, "errors"):
        return _of_pydantic(error)
    if isinstance(error, KeyError):
        return _of_environ(error)
    pattern = _OTHERS.get(type(error).__name__)
    found = re.search(pattern, str(error)) if pattern else None
    return [found.group(1)] if found else []


def _of_environ(error):
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
    return list(dict.fromkeys(names))


def _subscripts(file):
    """Constant names that a file reads as ``os.environ["NAME"]``."""
    try:
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
            continue
        base = node.value
        called = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", None)
        key = node.slice
        if called == "environ" and isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def _of_pydantic(error):
    try:
        missing = [item["loc"] for item in error.errors() if "missing" in str(item.get("type"))]
    except Exception:  # a class that only looks like pydantic's
        return []
    cls = _settings_class(error)
    if cls is None or not missing:
        return []
    return list(dict.fromkeys(_variable(cls, [str(part) for part in loc]) for loc in missing if loc))


def _settings_class(error):
    """The settings class that was being made: pydantic names it, its frames hold it."""
    title = getattr(error, "title", None) or getattr(getattr(error, "model", None), "__name__", None)
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in list(frame.f_locals.values()):
            cls = value if isinstance(value, type) else type(value)
            names = [base.__name__ for base in cls.__mro__]
            if "BaseSettings" in names and cls.__name__ != "BaseSettings" and title in (None, cls.__name__):
                return cls
        for value in list(frame.f_globals.values()):
            if isinstance(value, type) and value.__name__ == title:
                if any(base.__name__ == "BaseSettings" for base in value.__mro__[1:]):
                    return value
    return None


def _variable(cls, loc):
    """The variable of a field; ``loc`` is the field's name, or the alias where it has one."""
    config = getattr(cls, "model_config", None)
    if isinstance(config, dict):
        fields = getattr(cls, "model_fields", {})
        if loc[0] not in fields or _has_alias(fields[loc[0]]):
            name = loc[0]
        else:
            name = (config.get("env_prefix") or "") + loc[0]
        delimiter = config.get("env_nested_delimiter")
        sensitive = config.get("case_sensitive")
    else:
        field = getattr(cls, "__fields__", {}).get(loc[0])
        names = getattr(getattr(field, "field_info", None), "extra", {}).get("env_names") or ()
        name = sorted(names)[0] if names else loc[0]
        delimiter = getattr(getattr(cls, "__config__", None), "env_nested_delimiter", None)
        sensitive = getattr(getattr(cls, "__config__", None), "case_sensitive", False)
    if delimiter and len(loc) > 1:
        name = delimiter.join([name, *loc[1:]])
    return name if sensitive else name.upper()


def _has_alias(field):
    return getattr(field, "validation_alias", None) is not None or getattr(field, "alias", None) is not None
