import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
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

/** Where the models may be: below the working directory, and in the package around env.py, which may be installed. */
async function modelFolders(cwd: string, scripts: string): Promise<readonly string[]> {
  let top: string | null = null;
  for (let folder = dirname(scripts); await isPackage(folder); folder = dirname(folder)) top = folder;
  return top === null ? [cwd] : [cwd, top];
}

async function isPackage(folder: string): Promise<boolean> {
  return access(join(folder, "__init__.py")).then(
    () => true,
    () => false,
  );
}

async function definitionsOf(
  tables: ReadonlySet<string>,
  context: CheckContext,
): Promise<ReadonlyMap<string, readonly SourcePlace[]>> {
  if (tables.size === 0) return new Map();
  const { target, strangers, show, history } = context;
  const except = [...target.versionLocations, ...strangers];
  const roots = await modelFolders(target.cwd, dirname(history.envFile));
  const found = await findTableDefinitions(roots, tables, except);
  return new Map(
    [...found].map(([table, places]) => [
      table,
      places.map((place) => ({ file: show(place.file), line: place.line })),
    ]),
  );
}
