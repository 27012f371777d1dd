"""What a fresh connection sees after a deploy: version rows, invalid indexes, constraints that are not validated."""

import re
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
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
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


def prove(lock, tables, run_name):
    """Rows of each version table, and faults, from a connection that is made now.

    A server that restarts gets a moment; sessions of this run that the server still has are waited for,
    since what they will have committed cannot be told before they are gone.
    """
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        plain = None
        try:
            plain = lock.dial.open()
            plain.query("SELECT set_config('default_transaction_read_only', 'on', false)")
            _wait_for_own_sessions(plain, run_name, deadline)
            return {**read_faults(plain.query), "rows": [_rows(plain.query, *table) for table in tables]}
        except Exception as error:  # drivers have no class in common
            if time.monotonic() > deadline:
                return {"unreachable": str(error).strip() or type(error).__name__}
            time.sleep(0.25)
        finally:
            if plain is not None:
                plain.close()


def seen_by_lock(lock, tables, run_name):
    """The same where nothing was done, from the lock's own session and what it read before."""
    try:
        return {**lock.faults, "rows": [_rows(lock.run, *table) for table in tables]}
    except Exception:  # drivers have no class in common
        return prove(lock, tables, run_name)


def builders_of(indexes, scripts, rows):
    """For each index the revision that names it, of those at or below the rows; None: no revision does."""
    applied = scripts.revision_map._get_ancestor_nodes(
        [one for one in map(scripts.revision_map._revision_map.get, rows) if one is not None], include_dependencies=True
    )
    sources = {}
    for script in applied:
        with open(script.path, encoding="utf-8", errors="replace") as file:
            sources[str(script.revision)] = file.read()
    found = []
    for index in indexes:
        name = re.compile(r"(?<!\w)%s(?!\w)" % re.escape(index["name"].partition(".")[2]))
        found.append(next((id for id in sorted(sources) if name.search(sources[id])), None))
    return found


def _wait_for_own_sessions(plain, run_name, deadline):
    sql = (
        "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE application_name = %s"
        " AND pid <> pg_backend_pid() AND datname = current_database() AND state IN ('active', 'idle in transaction')"
        % quoted(run_name)
    )
    while plain.query(sql)[0][0] and time.monotonic() < deadline:
        time.sleep(0.05)


def _rows(run, schema, table):
    name = ".".join(identifier(part) for part in (schema, table) if part)
    if run("SELECT to_regclass(%s) IS NULL" % quoted(name))[0][0]:
        return []
    return sorted(str(row[0]) for row in run("SELECT version_num FROM %s" % name))
