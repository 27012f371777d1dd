import type { RecordedRevision } from "@migrun/core";
import type { Connection } from "../database/connect.ts";
import { tableSql, type VersionTable } from "./read-version-table.ts";

/** The record of `record: true` stands beside the version table. */
export function recordTableOf({ schema, name }: VersionTable): VersionTable {
  return { schema, name: `${name}_migrun` };
}

/** What `migrun upgrade` recorded beside a version table; empty where there is no record, or none that may be read. */
export async function readRecord(
  connection: Connection,
  table: VersionTable,
): Promise<readonly RecordedRevision[]> {
  const record = recordTableOf(table);
  const [found] = await connection.query<{ readable: boolean | null }>(RECORD_IS_READABLE, [
    record.schema,
    record.name,
  ]);
  if (found?.readable !== true) return [];
  return await connection.query<{ revision: string; parents: string[] }>(
    `SELECT revision, parents FROM ${tableSql(record)}`,
  );
}

/** When the record says that a revision was last applied, in seconds since 1970; null where it does not tell. */
export async function readLastApplied(connection: Connection, table: VersionTable): Promise<number | null> {
  const record = recordTableOf(table);
  const [found] = await connection.query<{ readable: boolean | null }>(APPLIED_AT_IS_READABLE, [
    record.schema,
    record.name,
  ]);
  if (found?.readable !== true) return null;
  const [last] = await connection.query<{ at: number | null }>(
    `SELECT pg_catalog.date_part('epoch', max(applied_at)) AS at FROM ${tableSql(record)}`,
  );
  return last?.at ?? null;
}

const APPLIED_AT_IS_READABLE = `
SELECT pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS readable
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')
  AND a.attname = 'applied_at' AND NOT a.attisdropped AND a.atttypid = 'timestamptz'::regtype`;

/** Both columns must be there: another table may have the name. */
const RECORD_IS_READABLE = `
SELECT pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')
  AND (SELECT count(*) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = c.oid AND NOT a.attisdropped
      AND ((a.attname = 'revision' AND a.atttypid = 'text'::regtype)
        OR (a.attname = 'parents' AND a.atttypid = 'text[]'::regtype))) = 2`;
