import {
  type Catalog,
  createCatalog,
  ok,
  parseSqliteCatalog,
  type Result,
  SQLITE_SNAPSHOT_SQL,
} from "@migrun/core";
import type { BridgeError, EngineRun } from "../bridge/protocol.ts";
import { readCatalog } from "../catalog/read-catalog.ts";
import type { CheckContext } from "./check-context.ts";

/** Catalogs of all isolated databases of a target, by name. */
export type Catalogs = ReadonlyMap<string, Catalog>;

/** Where the databases stand: at the heads, or as low as the way down goes, with the revisions that stay. */
export type Standing = { readonly at: "heads" } | { readonly at: "low"; readonly keep: readonly string[] };

/**
 * The catalog of every isolated database of a target. Postgres is read on a fresh connection, so that
 * only committed work is seen; SQLite through a run of env.py that has nothing to do where it stands.
 */
export async function readCatalogs(
  context: CheckContext,
  runs: readonly EngineRun[],
  standing: Standing,
): Promise<Result<Catalogs, BridgeError>> {
  const catalogs = new Map<string, Catalog>();
  const { server, names } = context.databases;
  if (server !== null) for (const name of names) catalogs.set(name, await readCatalog(server.endpoint, name));
  if (!usesSqlite(runs)) return ok(catalogs);
  const ask = { record: false, snapshotSql: SQLITE_SNAPSHOT_SQL };
  const answer =
    standing.at === "heads"
      ? await context.bridge.request("upgrade", { ...ask, to: "heads" }, context.request)
      : await context.bridge.request(
          "downgrade",
          { ...ask, to: "base", keep: standing.keep },
          context.request,
        );
  if (!answer.ok) return answer;
  for (const one of answer.value.snapshots) {
    const catalog = parseSqliteCatalog(one.rows);
    if (catalog.ok) catalogs.set(one.database, catalog.value);
  }
  return ok(catalogs);
}

/** The catalogs of the databases that are there before the first revision. A SQLite file is empty then: nothing is read. */
export async function readPristine(context: CheckContext): Promise<Catalogs> {
  const { server, names } = context.databases;
  const catalogs = new Map<string, Catalog>();
  if (server !== null)
    for (const name of names) catalogs.set(name, await context.pristine(server.endpoint, name));
  return catalogs;
}

/** Does env.py migrate SQLite files? */
export function usesSqlite(runs: readonly EngineRun[]): boolean {
  return runs.some((run) => run.dialect === "sqlite");
}

/** Adds what databases that the upgrade itself asked for looked like before: a new Postgres database, an empty file. */
export function withPristine(before: Catalogs, after: Catalogs, runs: readonly EngineRun[]): Catalogs {
  const pristine = before.values().next().value;
  const files = new Set(runs.filter((run) => run.dialect === "sqlite").map((run) => run.database));
  const all = new Map(before);
  for (const name of after.keys()) {
    if (!all.has(name))
      all.set(name, files.has(name) || pristine === undefined ? createCatalog([]) : pristine);
  }
  return all;
}
