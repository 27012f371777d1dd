"""Words for both sides of a difference; never the repr of a SQLAlchemy object."""


def describe(value, context):
    """One diff tuple of Alembic as the fields of the protocol's ``BridgeDiff``."""
    kind = str(value[0])
    words = _Words(context)
    result = {
        "kind": kind,
        "schema": None,
        "table": None,
        "name": None,
        "columns": [],
        "references": None,
        "model": None,
        "found": None,
    }
    if kind.startswith("modify_"):
        result.update(words.modified(*value))
    else:
        result.update(words.whole(kind, value))
    return result


class _Words:
    def __init__(self, context):
        self._dialect = context.dialect

    def modified(self, kind, schema, table, column, existing, old, new):
        """A column that both sides have."""
        word = {
            "modify_type": self.type,
            "modify_nullable": lambda value: "NULL" if value else "NOT NULL",
            "modify_default": self.default,
            "modify_comment": lambda value: value,
        }.get(kind, _text)
        return {
            "schema": _name(schema),
            "table": _name(table),
            "name": _name(column),
            "columns": [str(column)],
            "model": word(new),
            "found": word(old),
        }

    def whole(self, kind, value):
        """A thing that one side has and the other has not."""
        action, _, what = kind.partition("_")
        side = "found" if action == "remove" else "model"
        if what == "column":
            schema, table, column = value[1:4]
            return {
                "schema": _name(schema),
                "table": _name(table),
                "name": _name(column.name),
                "columns": [str(column.name)],
                side: self.column(column),
            }
        if what == "table_comment":
            table = value[1]
            found = value[2] if len(value) > 2 else table.comment
            return {
                "schema": _name(table.schema),
                "table": _name(table.name),
                "model": table.comment if action == "add" else None,
                "found": found,
            }
        thing = value[1] if len(value) > 1 else None
        if what == "table":
            columns = [str(column.name) for column in thing.columns]
            words = ", ".join("%s %s" % (column.name, self.column(column)) for column in thing.columns)
            return {"schema": _name(thing.schema), "table": _name(thing.name), "columns": columns, side: words}
        if what in ("index", "constraint", "fk"):
            return self._part(thing, side)
        if kind == "execute":
            return {"model": _text(thing)}
        return self._unknown(thing)

    def _part(self, thing, side):
        table = thing.table
        result = {
            "schema": _name(table.schema),
            "table": _name(table.name),
            "name": _name(thing.name),
            "columns": self._columns(thing),
            side: self._ddl(thing),
        }
        elements = getattr(thing, "elements", None)
        if elements and hasattr(elements[0], "target_fullname"):
            result["references"] = _references(elements)
        return result

    def _columns(self, thing):
        expressions = getattr(thing, "expressions", None)
        if expressions:
            return [str(getattr(item, "name", None) or self._sql(item)) for item in expressions]
        columns = getattr(thing, "columns", None) or ()
        return [str(column.name) for column in columns]

    def _ddl(self, thing):
        from sqlalchemy.schema import CreateIndex, Index

        try:
            if isinstance(thing, Index):
                return str(CreateIndex(thing).compile(dialect=self._dialect)).strip().replace("\n", "")
            compiler = self._dialect.ddl_compiler(self._dialect, None)
            text = compiler.process(thing)
            return text.replace("\n", " ").strip() if text else None
        except Exception:  # a construct that this dialect cannot write down
            return ", ".join(self._columns(thing)) or None

    def column(self, column):
        """``VARCHAR(50) NOT NULL DEFAULT 'x'``."""
        parts = [self.type(column.type), "NULL" if column.nullable else "NOT NULL"]
        default = self.default(column.server_default)
        return " ".join(parts + ([default] if default else []))

    def type(self, value):
        """The type as the dialect writes it."""
        try:
            return value.compile(dialect=self._dialect)
        except Exception:  # a type without a compiler for this dialect
            return type(value).__name__

    def default(self, value):
        """``DEFAULT now()``; None where there is none."""
        if value is None or value is False:
            return None
        if type(value).__name__ == "Identity":
            return "GENERATED %s AS IDENTITY" % ("ALWAYS" if value.always else "BY DEFAULT")
        if type(value).__name__ == "Computed":
            return "GENERATED ALWAYS AS (%s)" % self._sql(value.sqltext)
        argument = getattr(value, "arg", value)
        if isinstance(argument, str):
            quoted = hasattr(value, "arg") and not hasattr(argument, "compile")
            return "DEFAULT " + ("'%s'" % argument.replace("'", "''") if quoted else argument)
        return "DEFAULT " + self._sql(argument)

    def _sql(self, element):
        try:
            compiled = element.compile(dialect=self._dialect, compile_kwargs={"literal_binds": True})
        except Exception:  # not SQL, or nothing that can be written as a literal
            return _text(element)
        text = str(compiled)
        return text.replace("%%", "%") if self._dialect.paramstyle in ("format", "pyformat") else text

    def _unknown(self, operation):
        """An operation of a plugin: take what it calls like everybody else does."""
        table = getattr(operation, "table_name", None) or getattr(operation, "tablename", None)
        name = next(
            (
                value
                for value in (getattr(operation, key, None) for key in ("name", "index_name", "constraint_name"))
                if isinstance(value, str)
            ),
            None,
        )
        return {"schema": _name(getattr(operation, "schema", None)), "table": _name(table), "name": name}


def _references(elements):
    columns = [str(element.target_fullname).rpartition(".") for element in elements]
    return "%s(%s)" % (columns[0][0], ", ".join(column[2] for column in columns))


def _name(value):
    """A name as plain text; None where SQLAlchemy has its own mark for "no name"."""
    return str(value) if isinstance(value, str) else None


def _text(value):
    return None if value is None else str(value)
