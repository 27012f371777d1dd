"""What tracing reads from the catalogs: JSON in one text, so that every driver gives the same.

Nothing here locks a relation of the user, writes, or fails where a SELECT on pg_class works. There is no percent sign:
some drivers read it as a placeholder. Numbers below 16384 are Postgres's own objects. Numbers of relations, of their
files and of constraints come from one counter of the server, so what is above the mark taken before was made since.
"""

_RELATIONS = """(
  select json_agg(json_build_array(c.oid::bigint, n.nspname, c.relname, c.relkind, c.relfilenode::bigint, c.relnatts))
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm', 'v', 'f') and {which})"""

_INDEXES = """(
  select json_agg(json_build_array(
    x.indexrelid::bigint, x.indrelid::bigint, i.relname, i.relfilenode::bigint, x.indisvalid, x.indisunique, i.relkind))
  from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid where {which})"""

_CONSTRAINTS = """(
  select json_agg(json_build_array(k.oid::bigint, k.conrelid::bigint, k.conname, k.contype, k.convalidated))
  from pg_catalog.pg_constraint k where {which})"""

_NOT_NULL = """(
  select json_agg(json_build_array(t.id::bigint, t.names)) from (
    select a.attrelid as id, json_agg(json_build_array(a.attnum, a.attname)) as names from pg_catalog.pg_attribute a
    where a.attnum > 0 and a.attnotnull and {which} group by a.attrelid) t)"""

_SCANS = """(
  select json_agg(json_build_array(c.oid::bigint, pg_catalog.pg_stat_get_xact_numscans(c.oid)))
  from pg_catalog.pg_class c
  where c.relkind in ('r', 'm') and c.oid >= 16384 and pg_catalog.pg_stat_get_xact_numscans(c.oid) > 0)"""

_TIMEOUT = "'timeout', pg_catalog.current_setting('lock_timeout')"

#: All there is, before the first statement of a transaction. Then the mark, the number of tables, and the backend.
STATE = (
    "select json_build_object('relations', "
    + _RELATIONS.format(which="c.oid >= 16384 and c.relnamespace not in (11, 99)")
    + ", 'notNull', "
    + _NOT_NULL.format(which="a.attrelid >= 16384")
    + ", 'scans', "
    + _SCANS
    + ", 'mark', m.mark, "
    + _TIMEOUT
    + """)::text, m.mark, (
  select count(*) from pg_catalog.pg_class c
  where c.relkind in ('r', 'p', 'm', 'v', 'f') and c.oid >= 16384 and c.relnamespace not in (11, 99)),
  pg_catalog.pg_backend_pid()
from (select greatest(
  (select max(oid)::bigint from pg_catalog.pg_class), (select max(relfilenode)::bigint from pg_catalog.pg_class),
  (select max(oid)::bigint from pg_catalog.pg_constraint)) as mark) m"""
)

#: Locks that the transaction at work holds on what was there before it, and how often each was read from end to end.
LOCKS = (
    "select json_build_object('held', json_agg(json_build_array("
    "l.relation::bigint, l.mode, pg_catalog.pg_stat_get_xact_numscans(l.relation))), "
    + _TIMEOUT
    + """)::text from pg_catalog.pg_locks l
where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
  and l.relation between 16384 and {mark}"""
)

_BY_TABLE = ("c.oid in ({ids})", "x.indrelid in ({ids})", "k.conrelid in ({ids})", "a.attrelid in ({ids})")
_SINCE_MARK = (
    "c.oid >= 16384 and c.relnamespace not in (11, 99) and c.relfilenode > {mark}",
    "x.indrelid between 16384 and {mark} and (i.relfilenode > {mark} or not x.indisvalid)",
    "k.conrelid between 16384 and {mark} and k.oid > {mark}",
    "a.attrelid between 16384 and {mark}",
)


def _detail(relations, indexes, constraints, not_null, scans="null"):
    return (
        "select json_build_object('relations', "
        + _RELATIONS.format(which=relations)
        + ", 'indexes', "
        + _INDEXES.format(which=indexes)
        + ", 'constraints', "
        + _CONSTRAINTS.format(which=constraints)
        + ", 'notNull', "
        + _NOT_NULL.format(which=not_null)
        + ", 'scans', "
        + scans
        + ")::text"
    )


#: What became of the tables with these numbers: ``ids``.
TABLES = _detail(*_BY_TABLE)
#: What became of any table since the ``mark``: for statements whose locks are gone when they can be asked for.
CHANGES = _detail(*_SINCE_MARK, scans=_SCANS)
