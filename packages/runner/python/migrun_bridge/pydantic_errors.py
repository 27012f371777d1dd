"""Names the environment variables of fields that a pydantic settings class (1 or 2) found missing."""

import traceback


def missing(error):
    """The variables, as they are called in the environment; empty where it is another error."""
    if type(error).__name__ != "ValidationError" or not hasattr(error, "errors"):
        return []
    try:
        places = [item["loc"] for item in error.errors() if "missing" in str(item.get("type"))]
    except Exception:  # a class that only looks like pydantic's
        return []
    cls = _settings_class(error)
    if cls is None:
        return []
    return [name for loc in places if loc for name in _variables(cls, [str(part) for part in loc])]


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


def _variables(cls, loc):
    """The variables of a field; ``loc`` is the field's name, or the alias where it has one, and what is below."""
    config = getattr(cls, "model_config", None)
    if isinstance(config, dict):
        fields = getattr(cls, "model_fields", {})
        field = fields.get(loc[0])
        name = loc[0] if field is None or _has_alias(field) else (config.get("env_prefix") or "") + loc[0]
        delimiter = config.get("env_nested_delimiter")
        sensitive = config.get("case_sensitive")
        model = getattr(field, "annotation", None)
    else:
        field = getattr(cls, "__fields__", {}).get(loc[0])
        names = getattr(getattr(field, "field_info", None), "extra", {}).get("env_names") or ()
        name = sorted(names)[0] if names else loc[0]
        delimiter = getattr(getattr(cls, "__config__", None), "env_nested_delimiter", None)
        sensitive = getattr(getattr(cls, "__config__", None), "case_sensitive", False)
        model = getattr(field, "type_", None)
    names = [name]
    if delimiter and len(loc) > 1:
        names = [delimiter.join([name, *loc[1:]])]
    elif delimiter:
        names = [delimiter.join([name, *inner]) for inner in _required(model)] or names
    return [one if sensitive else one.upper() for one in names]


def _required(model, depth=0):
    """Ways to the fields of a model that have no default."""
    fields = getattr(model, "model_fields", None) or getattr(model, "__fields__", None)
    if not isinstance(model, type) or not isinstance(fields, dict) or depth > 5:
        return
    for name, field in fields.items():
        required = field.is_required() if hasattr(field, "is_required") else field.required
        if not required:
            continue
        below = list(_required(getattr(field, "annotation", None) or getattr(field, "type_", None), depth + 1))
        yield from ([name, *inner] for inner in below) if below else [[name]]


def _has_alias(field):
    return getattr(field, "validation_alias", None) is not None or getattr(field, "alias", None) is not None
