"""What a fresh connection sees after a deploy: version rows, invalid indexes, constraints that are not validated."""

import time

from .deploy_dial import identifier, quoted

_INVALID = """
SELECT n.nspname || '.' || c.relname, tn.nspname || '.' || t.relname
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname <> 'pg_toast' AND left(n.nspname, 7) <> 'pg_temp'
ORDER BY 1"""
_UNVALIDATED = """
SELECT k.conname, n.nspname || '.' || c.relname
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT k.convalidated AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2"""
_RETRY_SECONDS = 20


def read_faults(run):
    """Invalid indexes and unvalidated constraints of a database, each with its table."""
    return {
        "invalidIndexes": [{"name": str(row[0]), "table": str(row[1])} for row in run(_INVALID)],
        "unvalidatedConstraints": [{"name": str(row[0]), "table": str(row[1])} for row in run(_UNVALIDATED)],
    }


def prove(dial, tables, run_name):
    """Rows of each version table, and faults, from a connection that is made now. None: no way to the server.

    A server that restarts gets a moment; sessions of this run that the server still has are waited for,
    since what they will have committed cannot be told before they are gone.
    """
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        plain = None
        try:
            plain = dial.open()
            plain.query("SELECT set_config('default_transaction_read_only', 'on', false)")
            _wait_for_own_sessions(plain, run_name, deadline)
            return {**read_faults(plain.query), "rows": [_rows(plain, *table) for table in tables]}
        except Exception as error:  # drivers have no class in common
            if time.monotonic() > deadline:
                return {"unreachable": str(error).strip() or type(error).__name__}
            time.sleep(0.25)
        finally:
            if plain is not None:
                plain.close()


def _wait_for_own_sessions(plain, run_name, deadline):
    sql = (
        "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE application_name = %s"
        " AND pid <> pg_backend_pid() AND datname = current_database() AND state IN ('active', 'idle in transaction')"
        % quoted(run_name)
    )
    while plain.query(sql)[0][0] and time.monotonic() < deadline:
        time.sleep(0.05)


def _rows(plain, schema, table):
    name = ".".join(identifier(part) for part in (schema, table) if part)
    if plain.query("SELECT to_regclass(%s) IS NULL" % quoted(name))[0][0]:
        return []
    return sorted(str(row[0]) for row in plain.query("SELECT version_num FROM %s" % name))
