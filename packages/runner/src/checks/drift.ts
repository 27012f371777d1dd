import { driftFindings, type SourcePlace } from "@migrun/core";
import type { DiffResult } from "../bridge/protocol.ts";
import { failureOutcome } from "./bridge-failure.ts";
import { done, skipped, type CheckContext, type CheckOutcome } from "./check-context.ts";
import { findTableDefinitions } from "./find-table-definitions.ts";

/** Models against the migrated schema, by Alembic's autogenerate under env.py's own options. */
export async function checkDrift(context: CheckContext): Promise<CheckOutcome> {
  const result = await context.bridge.request("diff", {}, context.request);
  if (!result.ok) return failureOutcome(result.error, "drift", context);
  const compared = result.value.runs.filter((run) => run.hasMetadata);
  if (compared.length === 0) return skipped("env.py hands Alembic no target_metadata");
  const definedIn = await definitionsOf(differingTables(compared), context);
  const drafts = compared.flatMap((run) =>
    driftFindings(run.diffs, {
      envFile: context.show(context.history.envFile),
      alembic: context.alembic,
      defaultSchema: run.dialect === "sqlite" ? null : "public",
      metadataIsEmpty: run.metadataTables.length === 0,
      definedIn,
    }),
  );
  return done(drafts, {
    differences: compared.reduce((sum, run) => sum + run.diffs.length, 0),
    tables: compared.reduce((sum, run) => sum + run.metadataTables.length, 0),
  });
}

/** Tables with a difference, without their schema. */
function differingTables(runs: DiffResult["runs"]): ReadonlySet<string> {
  return new Set(runs.flatMap((run) => run.diffs.flatMap((diff) => diff.table ?? [])));
}

async function definitionsOf(
  tables: ReadonlySet<string>,
  context: CheckContext,
): Promise<ReadonlyMap<string, readonly SourcePlace[]>> {
  if (tables.size === 0) return new Map();
  const { target, strangers, show } = context;
  const found = await findTableDefinitions(target.cwd, tables, [...target.versionLocations, ...strangers]);
  return new Map(
    [...found].map(([table, places]) => [
      table,
      places.map((place) => ({ file: show(place.file), line: place.line })),
    ]),
  );
}
