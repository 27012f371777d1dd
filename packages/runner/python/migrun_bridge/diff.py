"""The operation ``diff``: models against the migrated schema, as autogenerate under env.py's options sees it."""

import re

from . import diff_words, environment_run


def diff(session, request):
    """Runs env.py online with no steps and compares inside; nothing is created."""
    results = []

    def steps(rows, context, run):
        results.append(_compare(rows, context, run))
        return ()

    runs = environment_run.execute(
        session,
        ["revision", "--autogenerate"],
        steps,
        dont_mutate=True,
        destination_rev="heads",
        template_args={},
    )
    return {"runs": [dict(run, **result) for run, result in zip(runs, results)]}


def _compare(rows, context, run):
    metadata = context.opts.get("target_metadata")
    if not run["hasMetadata"]:
        return {"diffs": [], "metadataTables": []}
    found = []
    for container, operation in _operations(rows, context, metadata):
        found.extend(_diffs(container, operation, context, run))
    return {"diffs": found, "metadataTables": _tables(metadata, context)}


def _operations(rows, context, metadata):
    """Leaf operations with the table container they came in, after env.py's own hook has seen them."""
    from alembic import util
    from alembic.autogenerate import produce_migrations

    script = produce_migrations(context, metadata)
    # What a hook expects of a directive that `alembic revision` would hand to it.
    script.rev_id = util.rev_id()
    script.head = "head"
    for name in ("upgrade", "downgrade"):
        token = context.opts.get(name + "_token")
        if token:
            setattr(getattr(script, name + "_ops_list")[-1], name + "_token", token)
    directives = [script]
    hook = context.opts.get("process_revision_directives")
    if hook is not None:
        hook(context, rows, directives)
    for directive in directives:
        for upgrade_ops in directive.upgrade_ops_list:
            yield from _leaves(upgrade_ops, None)


def _leaves(container, table):
    from alembic.operations import ops

    for operation in container.ops:
        if isinstance(operation, ops.ModifyTableOps):
            yield from _leaves(operation, operation)
        elif isinstance(operation, ops.OpContainer):
            yield from _leaves(operation, table)
        else:
            yield table, operation


def _diffs(container, operation, context, run):
    code = _render(container, operation, context)
    try:
        values = operation.to_diff_tuple()
    except NotImplementedError:
        values = [_tuple_of_unknown(operation)]
    for value in values if isinstance(values, list) else [values]:
        described = diff_words.describe(value, context)
        base = {"database": run["database"], "engineName": run["engineName"], "operation": code}
        yield dict(base, **described)


def _tuple_of_unknown(operation):
    """SQL from a hook has no tuple before Alembic 1.12.1, an operation of a plugin may have none at all."""
    if hasattr(operation, "sqltext"):
        return "execute", operation.sqltext
    name = type(operation).__name__
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name[:-2] if name.endswith("Op") else name).lower(), operation


def _render(container, operation, context):
    """Python of this one operation, as `alembic revision --autogenerate` would write it."""
    from alembic.autogenerate import render_op_text
    from alembic.autogenerate.api import AutogenContext
    from alembic.operations import ops

    wanted = operation
    if container is not None:
        wanted = ops.ModifyTableOps(container.table_name, [operation], schema=container.schema)
    renderer = AutogenContext(context, metadata=context.opts.get("target_metadata"))
    try:
        return _indented(render_op_text(renderer, wanted).strip())
    except Exception as error:  # a user's type or plugin operation that has no renderer
        return "# cannot be rendered: %s" % (str(error).splitlines() or [type(error).__name__])[0]


def _indented(code):
    """Alembic indents the body of a batch only while it writes the file."""
    first, *body = code.split("\n")
    return "\n".join([first, *("    " + line for line in body)]) if first.startswith("with ") else code


def _tables(metadata, context):
    default = getattr(context.dialect, "default_schema_name", None)
    names = set()
    for item in metadata if isinstance(metadata, (list, tuple, set)) else [metadata]:
        for table in item.tables.values():
            schema = table.schema or default
            names.add("%s.%s" % (schema, table.name) if schema else str(table.name))
    return sorted(names)
