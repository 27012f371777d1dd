"""What tracing reads from the catalogs: JSON in one text, so that every driver gives the same.

Nothing here locks a relation of the user, writes, or fails where a SELECT on pg_class works. There is no percent sign:
some drivers read it as a placeholder. Numbers below 16384 are Postgres's own objects. Numbers of relations, of their
files and of constraints come from one counter of the server, so what is above the mark taken before was made since.
"""

_IS_TABLE = "c.relkind in ('r', 'p', 'm', 'v', 'f') and c.oid >= 16384 and c.relnamespace not in (11, 99)"
_SCANS = "pg_catalog.pg_stat_get_xact_numscans(c.oid)"
_TIMEOUT = "'timeout', pg_catalog.current_setting('lock_timeout')"

_NOT_NULL = """(
  select json_agg(json_build_array(a.attrelid::bigint, a.attnum, a.attname)) from pg_catalog.pg_attribute a
  where a.attnum > 0 and a.attnotnull and {which})"""

# Rows, and no JSON: on a new connection the server takes longer to look up its functions than to read. pg_class is
# planned and read once for all of it.
_STATE = (
    "with r as materialized (select c.oid, c.relnamespace, c.relnatts, c.relkind, c.relname, c.relfilenode"
    " from pg_catalog.pg_class c)"
    " select 1, c.oid::bigint, c.relnamespace::bigint, c.relnatts::bigint, "
    + _SCANS
    + ", c.relkind::text, c.relname::text from r c where "
    + _IS_TABLE
    + " and {tables}"
    " union all select 2, a.attrelid::bigint, a.attnum::bigint, 0, 0, '', a.attname::text from pg_catalog.pg_attribute a"
    " where a.attnum > 0 and a.attnotnull and {which}"
    " union all select 3, n.oid::bigint, 0, 0, 0, '', n.nspname::text from pg_catalog.pg_namespace n"
    " union all select 4, m.mark, pg_catalog.pg_backend_pid()::bigint, {prepared}, 0,"
    " pg_catalog.current_setting('lock_timeout'), pg_catalog.set_config('migrun.mark', m.mark::text, true)"
    " from (select greatest((select max(oid)::bigint from r), (select max(relfilenode)::bigint from r), "
    "(select max(oid)::bigint from pg_catalog.pg_constraint)) as mark) m"
)
_PREPARED = "(select count(*) from pg_catalog.pg_prepared_statements p where p.name = 'migrun_probe')"


def state(is_new):
    """All there is: before the first statement of a connection. ``is_new``: the probe cannot have been prepared there."""
    prepared = "0" if is_new else _PREPARED
    return _STATE.format(tables="true", which="a.attrelid >= 16384", prepared=prepared)


def state_since(mark, touched):
    """What may differ from what was known at the mark: what is newer, and the tables that were touched or read."""
    ids = ", ".join(map(str, touched)) or "0"
    return _STATE.format(
        tables="(c.oid > %d or c.oid in (%s) or %s > 0)" % (mark, ids, _SCANS),
        which="(a.attrelid > %d or a.attrelid in (%s))" % (mark, ids),
        prepared=_PREPARED,
    )


def state_of(rows, since=None):
    """The rows as Node takes them (``RawState``); then the number of tables, the backend, and whether the probe is prepared.

    ``since``: what ``state_since`` was given. A table that was only read is as it was: of its columns nothing was asked.
    """
    listed = [row for row in rows if row[0] == 1]
    tables = [row for row in listed if since is None or row[1] > since[0] or row[1] in since[1]]
    (mark, pid, prepared, timeout), = [(row[1], row[2], row[3], row[5]) for row in rows if row[0] == 4]
    state = {
        "relations": [(id, schema, name, kind, columns) for _, id, schema, columns, _, kind, name in tables],
        "scans": [(row[1], row[4]) for row in listed if row[4] > 0],
        "notNull": [(row[1], row[2], row[6]) for row in rows if row[0] == 2],
        "schemas": {row[1]: row[6] for row in rows if row[0] == 3},
        "mark": mark,
        "timeout": timeout,
    }
    return state, len(tables), pid, prepared > 0


_TABLES = (
    "'relations', (select json_agg(json_build_array(c.oid::bigint, c.relkind, c.relfilenode::bigint, c.relnatts))"
    " from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'm', 'v', 'f') and {relations}),"
    " 'indexes', (select json_agg(json_build_array(x.indexrelid::bigint, x.indrelid::bigint, i.relname,"
    " i.relfilenode, x.indisvalid, x.indisunique, i.relkind))"
    " from pg_catalog.pg_index x cross join lateral"
    # One by one: a plan that is kept would read all of pg_class.
    " (select c.oid::bigint, c.relname, c.relfilenode::bigint, c.relkind from pg_catalog.pg_class c"
    " where c.oid = x.indexrelid offset 0) i"
    " where {indexes}),"
    " 'constraints', (select json_agg(json_build_array(k.oid::bigint, k.conrelid::bigint, k.conname, k.contype, k.convalidated))"
    " from pg_catalog.pg_constraint k where {constraints}),"
    " 'notNull', " + _NOT_NULL
)

_MARK = "nullif(pg_catalog.current_setting('migrun.mark', true), '')::bigint"

#: The locks that the transaction holds on what was there before it, how often each was read from end to end, and what
#: became of the tables that it keeps from others; of indexes and constraints, those that are newer than the mark. It is
#: set for the transaction; a rollback to a savepoint may take it back, and then all are told. Making the plan takes
#: longer than carrying it out.
PROBE = (
    """with held as materialized (
  select l.relation as id, l.mode from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted and l.relation >= 16384
    and l.relation <= coalesce(""" + _MARK + """, 4294967295)),
strong as materialized (
  select array(select id from held where mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) as ids,
  coalesce(""" + _MARK + """, 0) as mark)
select json_build_object('held', (
  select json_agg(json_build_array(id::bigint, mode, pg_catalog.pg_stat_get_xact_numscans(id))) from held), """
    + _TABLES.format(
        relations="c.oid = any(s.ids)",
        indexes="x.indrelid = any(s.ids) and (i.oid > s.mark or i.relfilenode > s.mark or not x.indisvalid)",
        constraints="k.conrelid = any(s.ids) and k.oid::bigint > s.mark",
        which="a.attrelid = any(s.ids)",
    )
    + ", "
    + _TIMEOUT
    + ")::text, s.ids::text from strong s"
)
PREPARE = "prepare migrun_probe as " + PROBE
PREPARED = "execute migrun_probe"


def changes(mark):
    """What became of any table since the mark: for statements whose locks are gone when they can be asked for."""
    return (
        "select json_build_object("
        + _TABLES.format(
            relations="c.oid between 16384 and %d and c.relfilenode > %d" % (mark, mark),
            indexes="x.indrelid between 16384 and %d and (i.relfilenode > %d or not x.indisvalid)" % (mark, mark),
            constraints="k.conrelid between 16384 and %d and k.oid > %d" % (mark, mark),
            which="a.attrelid between 16384 and %d" % mark,
        )
        + ", "
        + _TIMEOUT
        + ")::text"
    )

