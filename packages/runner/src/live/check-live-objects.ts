import type { Connection } from "../database/connect.ts";

/** What a deploy may have left half done in a live database; full names, sorted. */
export interface LiveObjects {
  /** Left behind by a concurrent build that failed or was cancelled: they cost writes, and serve no query. */
  readonly invalidIndexes: readonly string[];
  /** `NOT VALID`: rows that were there before have not been checked. */
  readonly unvalidatedConstraints: readonly string[];
}

/** Finds invalid indexes and constraints that were never validated, in all schemas but the server's own. */
export async function checkLiveObjects(connection: Connection): Promise<LiveObjects> {
  const indexes = await connection.query<{ name: string }>(INVALID_INDEXES);
  const constraints = await connection.query<{ name: string }>(UNVALIDATED_CONSTRAINTS);
  return {
    invalidIndexes: indexes.map((row) => row.name),
    unvalidatedConstraints: constraints.map((row) => row.name),
  };
}

// An index that a session is building concurrently is invalid until it is done, and no failure. Of sessions of other
// users the server says so only to members of pg_read_all_stats.
const INVALID_INDEXES = `
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
ORDER BY 1`;

const UNVALIDATED_CONSTRAINTS = `
SELECT pg_catalog.format('%I on %I.%I', k.conname, n.nspname, c.relname) AS name
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT k.convalidated AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY 1`;
