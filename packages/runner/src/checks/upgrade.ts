import { readFile } from "node:fs/promises";
import type { FindingDraft, Result } from "@migrun/core";
import { type Catalogs, readCatalogs, readPristine, withPristine } from "./read-catalogs.ts";
import type { BridgeError, EngineRun, MigrateResult, RecordedStatement } from "../bridge/protocol.ts";
import { failureOutcome } from "./bridge-failure.ts";
import { done, type CheckContext, type CheckOutcome } from "./check-context.ts";
import { withOtherExtensions } from "./extension-findings.ts";
import { withExpectedRoles } from "./role-findings.ts";
import { readVersionRows } from "./version-rows.ts";

/** What a successful upgrade leaves for the checks after it. */
export interface Upgraded {
  readonly runs: readonly EngineRun[];
  readonly statements: readonly RecordedStatement[];
  /** Catalog of each isolated database before the first and after the last revision. */
  readonly before: Catalogs;
  readonly after: Catalogs;
}

/** Base to heads on an empty database, and the proof from a fresh connection that it was committed. */
export async function checkUpgrade(
  context: CheckContext,
): Promise<{ readonly outcome: CheckOutcome; readonly upgraded: Upgraded | null }> {
  const before = await readPristine(context);
  const result = await withExpectedRoles(context, () => upgradeTraced(context));
  if (!result.ok) return { outcome: await upgradeFailed(result.error, context), upgraded: null };
  const drafts = await proveCommitted(context, result.value);
  const data = {
    revisions: result.value.runs.reduce((sum, run) => sum + run.revisions.length, 0),
    statements: result.value.statements.filter((one) => one.revision !== null && !one.bookkeeping).length,
  };
  if (drafts.length > 0) return { outcome: done(drafts, data), upgraded: null };
  const { runs, statements } = result.value;
  const after = await readCatalogs(context, runs, { at: "heads" });
  if (!after.ok) return { outcome: failureOutcome(after.error, "upgrade", context), upgraded: null };
  const pristine = withPristine(before, after.value, runs);
  return { outcome: done([], data), upgraded: { runs, statements, before: pristine, after: after.value } };
}

/** With a trace of the judged revisions where lint wants it; where that cannot be read, everything once more without. */
async function upgradeTraced(context: CheckContext): Promise<Result<MigrateResult, BridgeError>> {
  const { bridge, databases, history, isJudged, isLinted, request } = context;
  const toHeads = { to: "heads", record: true, snapshotSql: null };
  const trace = isLinted ? history.revisionsAfter([]).filter(isJudged) : [];
  const result = await bridge.request("upgrade", { ...toHeads, trace }, request);
  if (result.ok || result.error.exception?.endsWith("TraceFailed") !== true) return result;
  await databases.reset();
  // Connections that the process keeps lead to a database that is gone.
  await bridge.renew();
  return await bridge.request("upgrade", toHeads, request);
}

/** A missing extension is told with all the others that the files ask for. */
async function upgradeFailed(error: BridgeError, context: CheckContext): Promise<CheckOutcome> {
  const outcome = failureOutcome(error, "upgrade", context);
  const { accounts, show } = context;
  const { server } = context.databases;
  const [draft] = outcome.kind === "done" ? outcome.drafts : [];
  if (draft?.code !== "MX912" || server === null) return outcome;
  return done(await withOtherExtensions(draft, { accounts, server, show }));
}

/** MX904: env.py said that it was done, and the version table says otherwise. */
async function proveCommitted(
  context: CheckContext,
  result: MigrateResult,
): Promise<readonly FindingDraft[]> {
  const expected = [...context.history.expectedRows].sort();
  const drafts: FindingDraft[] = [];
  for (const run of result.runs) {
    const rows = await readVersionRows(context, run);
    if (same(rows, expected)) continue;
    drafts.push({
      code: "MX904",
      check: "upgrade",
      file: context.show(context.history.envFile),
      line: await lineOfRun(context.history.envFile),
      message:
        `env.py ran ${run.revisions.length} ${run.revisions.length === 1 ? "revision" : "revisions"} and reported success, but a fresh connection finds ` +
        `${rows.length === 0 ? "no version row" : `version ${rows.join(", ")}`} instead of ${expected.join(", ") || "none"}${run.engineName === null ? "" : ` (engine ${run.engineName})`}: the work was not committed.`,
      hint:
        "Look in env.py for a statement on the connection before `context.configure`: SQLAlchemy 2 then begins a transaction, and Alembic " +
        "leaves its end to env.py. Commit it before, or run it inside of `with context.begin_transaction():`. A `rollback()`, or a transaction that nobody commits, does the same.",
    });
  }
  return drafts;
}

/** Where env.py lets Alembic work; the last call is the online one in every template of Alembic. */
async function lineOfRun(envFile: string): Promise<number> {
  const lines = (await readFile(envFile, "utf8").catch(() => "")).split("\n");
  const index = lines.findLastIndex((line) => /^\s*\w+\.run_migrations\(/u.test(line));
  return index < 0 ? 1 : index + 1;
}

function same(rows: readonly string[], expected: readonly string[]): boolean {
  return rows.length === expected.length && [...rows].sort().every((row, index) => row === expected[index]);
}
