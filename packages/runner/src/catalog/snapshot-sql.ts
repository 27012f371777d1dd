import {
  COLUMN_ROWS,
  CONSTRAINT_ROWS,
  INDEX_ROWS,
  SEQUENCE_ROWS,
  TABLE_ROWS,
  VIEW_ROWS,
} from "./relation-sql.ts";
import { POLICY_ROWS, RULE_ROWS, TRIGGER_ROWS } from "./relation-sql.ts";
import { AGGREGATE_ROWS, FUNCTION_ROWS, TYPE_ROWS } from "./type-and-function-sql.ts";
import { GRANT_ROWS } from "./grant-sql.ts";
import { OTHER_ROWS } from "./other-objects-sql.ts";

const NAMED = `
  path AS MATERIALIZED (SELECT pg_catalog.current_setting('search_path') AS was),
  member AS MATERIALIZED (SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'),
  space AS MATERIALIZED (
    SELECT oid, nspname::text AS schema FROM pg_catalog.pg_namespace
    WHERE nspname <> 'information_schema' AND left(nspname, 3) <> 'pg_'),
  rel AS MATERIALIZED (
    SELECT c.oid, s.schema, c.relname::text AS name, s.schema || '.' || c.relname AS full_name, c.relkind::text AS relkind,
      CASE c.relkind WHEN 'v' THEN 'view:' WHEN 'm' THEN 'view:' WHEN 'S' THEN 'sequence:' WHEN 'i' THEN 'index:'
        WHEN 'I' THEN 'index:' WHEN 'c' THEN 'type:' ELSE 'table:' END || s.schema || '.' || c.relname AS object
    FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = c.oid)),
  note AS MATERIALIZED (
    SELECT classoid, objoid, objsubid, 'COMMENT ' || quote_literal(description) AS text
    FROM pg_catalog.pg_description WHERE objoid >= 16384 OR classoid = 'pg_catalog.pg_namespace'::regclass)`;

// The branches of a UNION ALL run in the order written, as the search_path at both ends relies on:
// without it, the printed definitions would depend on the search_path of whoever asks. The local
// setting is put back in the same statement, so a revision's own transaction never sees it.
const CLEAR_PATH = `SELECT 'search_path' AS object, 'setting' AS kind, NULL::text AS parent,
  pg_catalog.set_config('search_path', '', true) AS definition FROM path`;
const RESTORE_PATH = `SELECT 'search_path', 'setting', NULL, pg_catalog.set_config('search_path', was, true) FROM path`;

/**
 * What a Postgres database (14 to 18) consists of, as rows of text (object, kind, parent, definition)
 * for core's `parseCatalog`. One statement without parameters, and without any character that a
 * driver could take for one, so that it runs through every driver, inside a revision's transaction too.
 *
 * Left out: system schemas, temporary and TOAST objects, members of extensions, what Postgres makes
 * by itself for another object (array types, row types, indexes of constraints, constructors of range
 * types), owners, large objects and all rows.
 */
export const SNAPSHOT_SQL: string = `WITH ${NAMED}\n${[
  CLEAR_PATH,
  TABLE_ROWS,
  COLUMN_ROWS,
  CONSTRAINT_ROWS,
  INDEX_ROWS,
  SEQUENCE_ROWS,
  VIEW_ROWS,
  RULE_ROWS,
  TRIGGER_ROWS,
  POLICY_ROWS,
  TYPE_ROWS,
  FUNCTION_ROWS,
  AGGREGATE_ROWS,
  ...OTHER_ROWS,
  GRANT_ROWS,
  RESTORE_PATH,
].join("\nUNION ALL\n")}`;
