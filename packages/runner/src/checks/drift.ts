import { driftFindings } from "@migrun/core";
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
  const differences = compared.flatMap((run) => run.diffs);
  const metadataTables = compared.flatMap((run) => run.metadataTables);
  const drafts = driftFindings(differences, {
    envFile: context.show(context.history.envFile),
    alembic: context.alembic,
    metadataIsEmpty: metadataTables.length === 0,
    definedIn: await definitionsOf(unknownTables(compared), context),
  });
  return done(drafts, { differences: differences.length, tables: metadataTables.length });
}

/** Tables in the database that no metadata knows, without their schema. */
function unknownTables(runs: DiffResult["runs"]): readonly string[] {
  return runs.flatMap((run) =>
    run.diffs
      .filter((diff) => diff.kind === "remove_table" && diff.table !== null)
      .map((diff) => diff.table as string),
  );
}

async function definitionsOf(
  tables: readonly string[],
  context: CheckContext,
): Promise<ReadonlyMap<string, string>> {
  if (tables.length === 0) return new Map();
  const found = await findTableDefinitions(
    context.target.cwd,
    new Set(tables),
    context.target.versionLocations,
  );
  return new Map([...found].map(([table, at]) => [table, `${context.show(at.file)}:${at.line}`]));
}
