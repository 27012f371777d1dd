"""The text of a statement as the server gets it, with its values in place."""

import datetime
import decimal
import re
import uuid

_QUOTED = r"'(?:[^']|'')*'"
#: Placeholders of the DB-API's parameter styles, outside of quotes.
_PLACEHOLDERS = {
    "pyformat": r"%\((?P<name>[^)]+)\)s",
    "format": r"%s",
    "qmark": r"\?",
    "numeric_dollar": r"\$(?P<number>\d+)",
}


def as_executed(cursor, statement, parameters, context, executemany):
    """The statement with its values where driver or values tell them; else as it was."""
    sent = getattr(cursor, "query", None)
    if isinstance(sent, bytes) and not executemany:
        return sent.decode("utf-8", "replace")
    style = context.dialect.paramstyle
    if executemany or style not in _PLACEHOLDERS:
        return statement
    compiled = getattr(context, "compiled", None)
    if not parameters:
        doubled = compiled is not None and style in ("format", "pyformat")
        return statement.replace("%%", "%") if doubled else statement
    try:
        return with_values(statement, parameters, style)
    except (LookupError, TypeError):
        # A value that cannot be written down, or placeholders of another style.
        return statement


def with_values(statement, parameters, style):
    """Puts literals where the placeholders are. Raises TypeError for a value without a plain literal."""
    position = iter(parameters) if not isinstance(parameters, dict) else None
    undouble = style in ("format", "pyformat")

    def replace(match):
        text = match.group(0)
        if text.startswith("'"):
            return text.replace("%%", "%") if undouble else text
        if text == "%%":
            return "%"
        named = match.groupdict()
        if named.get("name"):
            return literal(parameters[named["name"]])
        if named.get("number"):
            return literal(parameters[int(named["number"]) - 1])
        value = next(position, position)
        if value is position:
            raise LookupError("more placeholders than values")
        return literal(value)

    pattern = "|".join([_QUOTED, *(["%%"] if undouble else []), _PLACEHOLDERS[style]])
    return re.sub(pattern, replace, statement)


def literal(value):
    """A value as a SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, decimal.Decimal)):
        return str(value)
    if isinstance(value, (str, datetime.date, datetime.time, uuid.UUID)):
        return "'%s'" % str(value).replace("'", "''")
    raise TypeError(type(value).__name__)
