import {
  compareCatalogs,
  findFloor,
  type FindingDraft,
  guiltyRevisions,
  type RoundtripContext,
  leftBehindFindings,
  notRestoredFindings,
  parseCatalog,
  parseSqliteCatalog,
  planWayDown,
  SQLITE_SNAPSHOT_SQL,
  type WayDown,
} from "@migrun/core";
import type { BridgeError, MigrateResult } from "../bridge/protocol.ts";
import { SNAPSHOT_SQL } from "../catalog/snapshot-sql.ts";
import { failureOutcome } from "./bridge-failure.ts";
import { withExpectedRoles } from "./role-findings.ts";
import { done, type CheckContext, type CheckOutcome } from "./check-context.ts";
import { unknownFloor, withStops } from "./irreversible.ts";
import { type Catalogs, readCatalogs, usesSqlite } from "./read-catalogs.ts";
import type { Upgraded } from "./upgrade.ts";

/**
 * Heads → base → heads: nothing left behind, everything restored, or the guilty revision named. The way ends at the
 * declared floor, and above revisions that cannot be undone: whose `downgrade` raises on purpose, is not there, or
 * fails. What is above is verified all the same, so that a sin of old, accepted or not, hides none of today.
 */
export async function checkRoundtrip(context: CheckContext, upgraded: Upgraded): Promise<CheckOutcome> {
  const { history, settings } = context;
  const floor = findFloor(settings.roundtrip.floor, history.graph);
  if (!floor.ok) return done([unknownFloor(floor.error, context)], { verifiedDownTo: null });
  const failed = new Map<string, FindingDraft>();
  for (;;) {
    const way = planWayDown(
      history.graph,
      floor.value,
      (id) => history.refusalOf(id) !== null || !history.hasDowngrade(id) || failed.has(id),
    );
    const outcome = await goDownAndUp(way, context, upgraded);
    if (outcome.kind !== "done") return outcome;
    const failure = outcome.drafts.find(({ code }) => code === "MX906");
    if (failure?.revision == null || failed.has(failure.revision)) {
      return withStops(outcome, { way, failed }, context);
    }
    failed.set(failure.revision, failure);
  }
}

async function goDownAndUp(way: WayDown, context: CheckContext, upgraded: Upgraded): Promise<CheckOutcome> {
  const above = context.history.revisionsAfter(way.rows);
  const data = { verifiedDownTo: way.rows.join(", ") || "base", revisions: 0 };
  if (above.length === 0) return done([], data, new Set());
  const start =
    way.rows.length === 0
      ? { low: upgraded.before, high: upgraded.after }
      : await climbTo(way, context, upgraded);
  if (isError(start)) return failureOutcome(start, "roundtrip", context);
  const down = await withExpectedRoles(
    context,
    () => goDown(way, context, null),
    () => goUp("heads", context, null),
  );
  if (!down.ok) return failureOutcome({ ...down.error, direction: "downgrade" }, "roundtrip", context);
  const low = await readCatalogs(context, upgraded.runs, { at: "low", keep: [...way.keep] });
  if (!low.ok) return failureOutcome(low.error, "roundtrip", context);
  const up = await goUp("heads", context, null);
  const high = up.ok ? await readCatalogs(context, upgraded.runs, { at: "heads" }) : null;
  if (high?.ok === false) return failureOutcome(high.error, "roundtrip", context);
  const versionTables = versionTablesOf(down.value);
  const leftBehind = differences(start.low, low.value, versionTables);
  const notRestored = high === null ? [] : differences(start.high, high.value, versionTables);
  const revisions = down.value.runs.reduce((sum, run) => sum + run.revisions.length, 0);
  if (leftBehind.length === 0 && notRestored.length === 0) {
    return up.ok ? done([], { ...data, revisions }, new Set(above)) : secondWayUpFailed(up.error, context);
  }
  const guilty = await findGuilty(way, context, usesSqlite(upgraded.runs));
  const findingContext = roundtripContext(guilty, context, up.ok ? null : up.error);
  return done(
    [...leftBehindFindings(leftBehind, findingContext), ...notRestoredFindings(notRestored, findingContext)],
    { ...data, revisions },
    new Set(above),
  );
}

function goUp(to: string, { bridge, request }: CheckContext, snapshotSql: string | null) {
  return bridge.request("upgrade", { to, record: false, snapshotSql }, request);
}

function goDown({ keep }: WayDown, { bridge, request, isLinted }: CheckContext, snapshotSql: string | null) {
  const record = isLinted && snapshotSql === null;
  return bridge.request("downgrade", { to: "base", record, snapshotSql, keep: [...keep] }, request);
}

/** Nothing is left behind and still the way up fails: over rows, or something that no catalog shows. */
function secondWayUpFailed(error: BridgeError, context: CheckContext): CheckOutcome {
  return failureOutcome(error, "roundtrip", context, {
    when: "After the way down, on the way up again",
    advice: "Let `downgrade()` take away everything that `upgrade()` puts in, rows too.",
  });
}

/** With a floor the low point is not the empty database: its catalog is read on a way up of its own. */
async function climbTo(
  way: WayDown,
  context: CheckContext,
  upgraded: Upgraded,
): Promise<{ low: Catalogs; high: Catalogs } | BridgeError> {
  const stopped = await climbToRows(way, context);
  if (stopped !== null) return stopped;
  const low = await readCatalogs(context, upgraded.runs, { at: "low", keep: [...way.keep] });
  if (!low.ok) return low.error;
  const second = await goUp("heads", context, null);
  if (!second.ok) return second.error;
  const high = await readCatalogs(context, upgraded.runs, { at: "heads" });
  return high.ok ? { low: low.value, high: high.value } : high.error;
}

/** From an empty database up to where the way down will end; an error where that fails. */
async function climbToRows(way: WayDown, context: CheckContext): Promise<BridgeError | null> {
  await context.databases.reset();
  // An application may make tables while it is made: in a new database it has to be made anew.
  await context.bridge.renew();
  for (const row of way.rows) {
    const climbed = await goUp(row, context, null);
    if (!climbed.ok) return climbed.error;
  }
  return null;
}

/**
 * Runs the history once more with a snapshot after every step, on the revision's own connection:
 * an object's guilty revision is the one whose way down did not give back what was there before its way up.
 * What stays is not undone, and so cannot be guilty.
 */
async function findGuilty(
  way: WayDown,
  context: CheckContext,
  sqlite: boolean,
): Promise<ReadonlyMap<string, string>> {
  if ((await climbToRows(way, context)) !== null) return new Map();
  const snapshotSql = sqlite ? SQLITE_SNAPSHOT_SQL : SNAPSHOT_SQL;
  const up = await goUp("heads", context, snapshotSql);
  if (!up.ok) return new Map();
  const down = await goDown(way, context, snapshotSql);
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
