"""The record beside the version table: what was applied, from which source, by which SQL.

It is what lets older code tell "ahead" from "unknown" after an image was rolled back.
"""

import hashlib

from .deploy_dial import identifier, quoted

_COLUMNS = (
    "revision text PRIMARY KEY, parents text[] NOT NULL, applied_at timestamptz NOT NULL,"
    " source_hash text NOT NULL, sql_hash text"
)


def table_of(schema, version_table):
    """Name of the record, as SQL."""
    return ".".join(identifier(part) for part in (schema, "%s_migrun" % version_table) if part)


def is_there(run, table):
    """Does the record exist?"""
    return bool(run("SELECT to_regclass(%s) IS NOT NULL" % quoted(table))[0][0])


def writer(guard, schema, version_table):
    """A callback for ``on_version_apply``: the record in the same transaction as the version row."""
    table = table_of(schema, version_table)
    made = []

    def write(ctx, step, heads, run_args):
        # ``up_revision`` is the upper end of the step, whichever way it goes.
        script, connection = step.up_revision, ctx.connection
        if not made:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS %s (%s)" % (table, _COLUMNS))
            made.append(True)
        connection.exec_driver_sql(_delete(table, script))
        if step.is_upgrade:
            connection.exec_driver_sql(_insert(table, script, guard.statements.get(str(script.revision))))

    return write


def _delete(table, script):
    return "DELETE FROM %s WHERE revision = %s" % (table, quoted(script.revision))


def _insert(table, script, statements):
    parents = ", ".join(quoted(parent) for parent in sorted(script._all_down_revisions))
    sql = "NULL" if not statements else quoted(_hash("\n".join(statements).encode("utf-8", "replace")))
    return "INSERT INTO %s VALUES (%s, ARRAY[%s]::text[], clock_timestamp(), %s, %s)" % (
        table,
        quoted(script.revision),
        parents,
        quoted(source_hash(script.path)),
        sql,
    )


def source_hash(path):
    """SHA-256 of a revision file."""
    with open(path, "rb") as file:
        return _hash(file.read())


def _hash(data):
    return hashlib.sha256(data).hexdigest()


def is_ahead(run, table, rows, known, heads):
    """Do rows that no file has stand above every head of this code? Told by the record alone, never guessed.

    ``known(id)``: the ids at and below a revision of the files, or None where no file has it.
    """
    recorded = {str(row[0]): [str(parent) for parent in row[1]] for row in run("SELECT revision, parents FROM %s" % table)}
    below, open_ids = set(), list(rows)
    seen = set()
    while open_ids:
        current = open_ids.pop()
        if current in seen:
            continue
        seen.add(current)
        ids = known(current)
        if ids is not None:
            below |= ids
        elif current in recorded:
            open_ids.extend(recorded[current])
        else:
            return False
    return set(heads) <= below
