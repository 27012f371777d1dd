import { type Catalog, parseSqliteCatalog } from "@migrun/core";
import type { CheckContext } from "./check-context.ts";
import { readCatalog } from "../catalog/read-catalog.ts";

/** Lists what a SQLite database holds; the version table is left out by the comparison, as with Postgres. */
export const SQLITE_SNAPSHOT_SQL = "SELECT type, name, tbl_name, sql FROM sqlite_master";

/** The catalog of every isolated database of a target, by name. SQLite is read through env.py's own connection. */
export async function readCatalogs(context: CheckContext): Promise<ReadonlyMap<string, Catalog>> {
  const catalogs = new Map<string, Catalog>();
  const { server, names } = context.databases;
  if (server !== null) {
    for (const name of names) catalogs.set(name, await readCatalog(server.endpoint, name));
    return catalogs;
  }
  const answer = await context.bridge.request(
    "upgrade",
    { to: "heads", record: false, snapshotSql: SQLITE_SNAPSHOT_SQL, dryRun: true },
    context.request,
  );
  if (!answer.ok) return catalogs;
  for (const one of answer.value.snapshots) catalogs.set(one.database, parseSqliteCatalog(one.rows));
  return catalogs;
}
