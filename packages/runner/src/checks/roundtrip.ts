import {
  compareCatalogs,
  type FindingDraft,
  guiltyRevisions,
  type RoundtripContext,
  leftBehindFindings,
  notRestoredFindings,
  parseCatalog,
  parseSqliteCatalog,
  SQLITE_SNAPSHOT_SQL,
} from "@migrun/core";
import type { BridgeError, MigrateResult } from "../bridge/protocol.ts";
import { SNAPSHOT_SQL } from "../catalog/snapshot-sql.ts";
import { failureOutcome } from "./bridge-failure.ts";
import { done, type CheckContext, type CheckOutcome } from "./check-context.ts";
import { type Catalogs, readCatalogs, usesSqlite } from "./read-catalogs.ts";
import { findFloor } from "./roundtrip-floor.ts";
import type { Upgraded } from "./upgrade.ts";

/** Heads → base (or the declared floor) → heads: nothing left behind, everything restored, or the guilty revision named. */
export async function checkRoundtrip(context: CheckContext, upgraded: Upgraded): Promise<CheckOutcome> {
  const found = findFloor(context.settings.roundtrip.floor, context.history.graph, context.target.name);
  if (found.kind === "unusable") return { kind: "error", reason: found.reason, drafts: [] };
  const floor = found.revision;
  const noWayDown = missingDowngrade(context, floor);
  if (noWayDown !== null) return done([noWayDown], { verifiedDownTo: null });
  const start =
    floor === null ? { low: upgraded.before, high: upgraded.after } : await climbTo(floor, context, upgraded);
  if (isError(start)) return failureOutcome(start, "roundtrip", context);
  const down = await context.bridge.request(
    "downgrade",
    { to: floor ?? "base", record: false, snapshotSql: null },
    context.request,
  );
  if (!down.ok) return failureOutcome(down.error, "roundtrip", context);
  const low = await readCatalogs(context, upgraded.runs, { at: "low", floor: floor ?? "base" });
  if (!low.ok) return failureOutcome(low.error, "roundtrip", context);
  const up = await context.bridge.request(
    "upgrade",
    { to: "heads", record: false, snapshotSql: null },
    context.request,
  );
  const high = up.ok ? await readCatalogs(context, upgraded.runs, { at: "heads" }) : null;
  if (high?.ok === false) return failureOutcome(high.error, "roundtrip", context);
  const versionTables = versionTablesOf(down.value);
  const leftBehind = differences(start.low, low.value, versionTables);
  const notRestored = high === null ? [] : differences(start.high, high.value, versionTables);
  const data = {
    verifiedDownTo: floor ?? "base",
    revisions: down.value.runs.reduce((sum, run) => sum + run.revisions.length, 0),
  };
  if (leftBehind.length === 0 && notRestored.length === 0) {
    return up.ok ? done([], data) : secondWayUpFailed(up.error, context);
  }
  const guilty = await findGuilty(floor, context, usesSqlite(upgraded.runs));
  const findingContext = roundtripContext(guilty, context, up.ok ? null : up.error);
  return done(
    [...leftBehindFindings(leftBehind, findingContext), ...notRestoredFindings(notRestored, findingContext)],
    data,
  );
}

/** Nothing is left behind and still the way up fails: over rows, or something that no catalog shows. */
function secondWayUpFailed(error: BridgeError, context: CheckContext): CheckOutcome {
  return failureOutcome(error, "roundtrip", context, {
    when: "After the way down, on the way up again",
    advice: "Let `downgrade()` take away everything that `upgrade()` puts in, rows too.",
  });
}

/** Alembic would end with an AttributeError before the first step, without naming the revision. */
function missingDowngrade(context: CheckContext, floor: string | null): FindingDraft | null {
  const revision = context.history
    .revisionsAfter(floor === null ? [] : [floor])
    .find((id) => !context.history.hasDowngrade(id));
  const file = revision === undefined ? null : context.history.fileOf(revision);
  if (revision === undefined || file === null) return null;
  return {
    code: "MX906",
    revision,
    file: context.show(file),
    line: 1,
    message: `Revision ${revision} has no \`downgrade()\`: there is no way down, and nothing of it was tried.`,
    hint: `Write \`downgrade()\`, or declare how far down this history goes: \`targets.${context.target.name}.roundtrip.floor\`.`,
  };
}

/** With a floor the low point is not the empty database: its catalog is read on a way up of its own. */
async function climbTo(
  floor: string,
  context: CheckContext,
  upgraded: Upgraded,
): Promise<{ low: Catalogs; high: Catalogs } | BridgeError> {
  await context.databases.reset();
  const first = await context.bridge.request(
    "upgrade",
    { to: floor, record: false, snapshotSql: null },
    context.request,
  );
  if (!first.ok) return first.error;
  const low = await readCatalogs(context, upgraded.runs, { at: "low", floor });
  if (!low.ok) return low.error;
  const second = await context.bridge.request(
    "upgrade",
    { to: "heads", record: false, snapshotSql: null },
    context.request,
  );
  if (!second.ok) return second.error;
  const high = await readCatalogs(context, upgraded.runs, { at: "heads" });
  return high.ok ? { low: low.value, high: high.value } : high.error;
}

/**
 * Runs the history once more with a snapshot after every step, on the revision's own connection:
 * an object's guilty revision is the one whose way down did not give back what was there before its way up.
 */
async function findGuilty(
  floor: string | null,
  context: CheckContext,
  sqlite: boolean,
): Promise<ReadonlyMap<string, string>> {
  await context.databases.reset();
  if (floor !== null) {
    // What is below the floor is not undone, and so cannot be guilty.
    const quiet = { to: floor, record: false, snapshotSql: null };
    const climbed = await context.bridge.request("upgrade", quiet, context.request);
    if (!climbed.ok) return new Map();
  }
  const snapshotSql = sqlite ? SQLITE_SNAPSHOT_SQL : SNAPSHOT_SQL;
  const up = await context.bridge.request(
    "upgrade",
    { to: "heads", record: false, snapshotSql },
    context.request,
  );
  if (!up.ok) return new Map();
  const down = await context.bridge.request(
    "downgrade",
    { to: floor ?? "base", record: false, snapshotSql },
    context.request,
  );
  if (!down.ok) return new Map();
  return guiltyRevisions(stepsOf(up.value, sqlite), stepsOf(down.value, sqlite));
}

function stepsOf(result: MigrateResult, sqlite: boolean) {
  const parse = sqlite ? parseSqliteCatalog : parseCatalog;
  return result.snapshots.flatMap((one) => {
    const catalog = parse(one.rows);
    return catalog.ok ? [{ revision: one.revision, database: one.database, catalog: catalog.value }] : [];
  });
}

function differences(before: Catalogs, after: Catalogs, versionTables: ReadonlySet<string>) {
  return [...after].flatMap(([database, catalog]) => {
    const earlier = before.get(database);
    const all = earlier === undefined ? [] : compareCatalogs(earlier, catalog);
    // Alembic makes its version table on the first way up and keeps it.
    return all.filter((one) => !versionTables.has(one.object));
  });
}

function versionTablesOf(result: MigrateResult): ReadonlySet<string> {
  return new Set(
    result.runs.flatMap((run) => [
      `table:${run.versionTableSchema ?? "public"}.${run.versionTable}`,
      `table:${run.versionTable}`,
    ]),
  );
}

function roundtripContext(
  guilty: ReadonlyMap<string, string>,
  context: CheckContext,
  secondWayUp: BridgeError | null,
): RoundtripContext {
  return {
    guilty,
    placeOf: (revision) => {
      const place = context.history.placeOf(revision, "downgrade");
      return place === null ? null : { file: context.show(place.file), line: place.line };
    },
    alembic: context.alembic,
    secondWayUp: secondWayUp === null ? null : secondWayUp.message,
  };
}

function isError(value: { low: Catalogs; high: Catalogs } | BridgeError): value is BridgeError {
  return "kind" in value;
}
