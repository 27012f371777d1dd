import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RevisionGraph, type Target, versionTableOf } from "@migrun/core";
import { type Connection, quoteName } from "../database/connect.ts";

/** The version table that a target's files ask for. Null schema: whatever `search_path` finds. */
export interface WantedTable {
  readonly name: string;
  readonly schema: string | null;
}

/** A version table that is there, by its full name. */
export interface VersionTable {
  readonly schema: string;
  readonly name: string;
}

/** The version table of a history in a live database. */
export type FoundVersionTable =
  | { readonly kind: "found"; readonly table: VersionTable; readonly rows: readonly string[] }
  /** Nothing was ever applied, as far as can be seen. */
  | { readonly kind: "absent" }
  /** It is there, and the user may not read it. */
  | { readonly kind: "not-readable"; readonly table: VersionTable }
  /** Several could be meant, and neither the files nor the rows tell which. */
  | { readonly kind: "ambiguous"; readonly tables: readonly VersionTable[] };

/** The version table that env.py asks for; of an env.py that only Python can read what the ini says. Null: the files do not tell. */
export async function wantedVersionTable(
  target: Pick<Target, "scriptDirectory" | "versionTable">,
): Promise<WantedTable | null> {
  const file = target.scriptDirectory === null ? null : join(target.scriptDirectory, "env.py");
  const envText = file === null ? null : await readFile(file, "utf8").catch(() => null);
  const versionTable = target.versionTable === null ? null : { value: target.versionTable, line: null };
  const told = versionTableOf({ envText, versionTable });
  if (told !== null || target.versionTable === null) return told;
  return { name: target.versionTable, schema: null };
}

/**
 * Finds and reads the version table of a history: the one that the files name, else every table with a column
 * `version_num` is looked at. Nothing is ever created.
 */
export async function readVersionTable(
  connection: Connection,
  wanted: WantedTable | null,
  graph: Pick<RevisionGraph, "nodes">,
): Promise<FoundVersionTable> {
  const all = await versionTables(connection);
  const candidates = wanted === null ? all : all.filter((table) => isWanted(table, wanted));
  const visible = candidates.filter((table) => table.isVisible);
  // Where the name alone is known, search_path decides as it does for Alembic.
  const meant = wanted !== null && visible.length > 0 ? visible : candidates;
  if (meant.length === 0) return { kind: "absent" };
  const read = [];
  for (const table of meant) {
    if (table.isReadable) read.push({ table, rows: await readRows(connection, table) });
    else if (meant.length === 1) return { kind: "not-readable", table };
  }
  // Histories that share a database know their rows apart.
  const own = read.filter(({ rows }) => rows.some((row) => graph.nodes.has(row)));
  const [only, ...others] = own.length > 0 ? own : read;
  if (only === undefined || others.length > 0) return { kind: "ambiguous", tables: meant };
  return { kind: "found", ...only };
}

/** Every table of a live database that looks like Alembic's, with its rows; those that the user may not read are left out. */
export async function readAllVersionTables(
  connection: Connection,
): Promise<readonly { readonly table: VersionTable; readonly rows: readonly string[] }[]> {
  const all = [];
  for (const table of await versionTables(connection))
    if (table.isReadable) all.push({ table, rows: await readRows(connection, table) });
  return all;
}

/** A table's name for SQL. */
export function tableSql({ schema, name }: VersionTable): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

interface ListedTable extends VersionTable {
  /** Does `search_path` find it by its name alone? */
  readonly isVisible: boolean;
  readonly isReadable: boolean;
}

function isWanted(table: ListedTable, { name, schema }: WantedTable): boolean {
  return table.name === name && (schema === null || table.schema === schema);
}

async function versionTables(connection: Connection): Promise<readonly ListedTable[]> {
  const rows = await connection.query<{ schema: string; name: string; visible: boolean; readable: boolean }>(
    VERSION_TABLES,
  );
  return rows.map(({ schema, name, visible, readable }) => ({
    schema,
    name,
    isVisible: visible,
    isReadable: readable,
  }));
}

async function readRows(connection: Connection, table: VersionTable): Promise<readonly string[]> {
  const rows = await connection.query<{ id: string }>(
    `SELECT version_num::text AS id FROM ${tableSql(table)} ORDER BY 1`,
  );
  return rows.map((row) => row.id);
}

const VERSION_TABLES = `
SELECT n.nspname::text AS schema, c.relname::text AS name,
  pg_catalog.pg_table_is_visible(c.oid) AS visible,
  pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS readable
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attname = 'version_num' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
ORDER BY 1, 2`;
