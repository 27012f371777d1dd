import {
  type Catalog,
  compareCatalogs,
  guiltyRevisions,
  type RoundtripContext,
  leftBehindFindings,
  notRestoredFindings,
  parseCatalog,
  parseSqliteCatalog,
} from "@migrun/core";
import type { BridgeError, MigrateResult } from "../bridge/protocol.ts";
import { SNAPSHOT_SQL } from "../catalog/snapshot-sql.ts";
import { failureDraft, failureOutcome } from "./bridge-failure.ts";
import { done, type CheckContext, type CheckOutcome } from "./check-context.ts";
import { readCatalogs, SQLITE_SNAPSHOT_SQL } from "./read-catalogs.ts";
import type { Upgraded } from "./upgrade.ts";

type Catalogs = ReadonlyMap<string, Catalog>;

/** Heads → base (or the declared floor) → heads: nothing left behind, everything restored, or the guilty revision named. */
export async function checkRoundtrip(context: CheckContext, upgraded: Upgraded): Promise<CheckOutcome> {
  const { floor } = context.settings.roundtrip;
  const start = floor === null ? { low: upgraded.before, high: upgraded.after } : await climbTo(floor, context);
  if (isError(start)) return failureOutcome(start, "roundtrip", context);
  const down = await context.bridge.request("downgrade", { to: floor ?? "base", record: false, snapshotSql: null }, context.request);
  if (!down.ok) return failureOutcome(down.error, "roundtrip", context);
  const low = await readCatalogs(context);
  const up = await context.bridge.request("upgrade", { to: "heads", record: false, snapshotSql: null }, context.request);
  const high = up.ok ? await readCatalogs(context) : null;
  const leftBehind = differences(start.low, low, context);
  const notRestored = high === null ? [] : differences(start.high, high, context);
  const data = { verifiedDownTo: floor ?? "base", revisions: down.value.runs.reduce((sum, run) => sum + run.revisions.length, 0) };
  if (leftBehind.length === 0 && notRestored.length === 0) {
    return up.ok ? done([], data) : done([failureDraft(up.error, "roundtrip", context)], data);
  }
  const guilty = await findGuilty(context);
  const findingContext = roundtripContext(guilty, context, up.ok ? null : up.error);
  return done(
    [...leftBehindFindings(leftBehind, findingContext), ...notRestoredFindings(notRestored, findingContext)],
    data,
  );
}

/** With a floor the low point is not the empty database: its catalog is read on a way up of its own. */
async function climbTo(floor: string, context: CheckContext): Promise<{ low: Catalogs; high: Catalogs } | BridgeError> {
  await context.databases.reset();
  const first = await context.bridge.request("upgrade", { to: floor, record: false, snapshotSql: null }, context.request);
  if (!first.ok) return first.error;
  const low = await readCatalogs(context);
  const second = await context.bridge.request("upgrade", { to: "heads", record: false, snapshotSql: null }, context.request);
  return second.ok ? { low, high: await readCatalogs(context) } : second.error;
}

/**
 * Runs the history once more with a snapshot after every step, on the migration's own connection:
 * an object's guilty revision is the one whose way down did not give back what was there before its way up.
 */
async function findGuilty(context: CheckContext): Promise<ReadonlyMap<string, string>> {
  await context.databases.reset();
  const snapshotSql = context.databases.server === null ? SQLITE_SNAPSHOT_SQL : SNAPSHOT_SQL;
  const up = await context.bridge.request("upgrade", { to: "heads", record: false, snapshotSql }, context.request);
  if (!up.ok) return new Map();
  const down = await context.bridge.request("downgrade", { to: "base", record: false, snapshotSql }, context.request);
  if (!down.ok) return new Map();
  return guiltyRevisions(stepsOf(up.value, context), stepsOf(down.value, context));
}

function stepsOf(result: MigrateResult, context: CheckContext) {
  const parse = context.databases.server === null ? parseSqliteCatalog : parseCatalog;
  return result.snapshots.map((one) => ({ revision: one.revision, database: one.database, catalog: parse(one.rows) }));
}

function differences(before: Catalogs, after: Catalogs, context: CheckContext) {
  const versionTables = context.history.versionTables;
  return [...after].flatMap(([database, catalog]) => {
    const earlier = before.get(database);
    return earlier === undefined ? [] : compareCatalogs(earlier, catalog, { except: versionTables });
  });
}

function roundtripContext(
  guilty: ReadonlyMap<string, string>,
  context: CheckContext,
  secondWayUp: BridgeError | null,
): RoundtripContext {
  return {
    guilty,
    placeOf: (revision) => {
      const place = context.history.downgradePlace(revision);
      return place === null ? null : { file: context.show(place.file), line: place.line };
    },
    alembic: context.alembic,
    secondWayUp: secondWayUp === null ? null : secondWayUp.message,
  };
}

function isError(value: { low: Catalogs; high: Catalogs } | BridgeError): value is BridgeError {
  return "kind" in value;
}

