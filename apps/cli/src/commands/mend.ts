import type { Context } from "../context.ts";
import { findCommand } from "../command-table.ts";
import type { Engine, MendOutcome } from "../engine.ts";
import type { Io } from "../io.ts";
import { checksFollow, nothingWritten } from "../messages.ts";
import { patchOf } from "../patch.ts";
import { neutralise } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { runCheck } from "./check.ts";
import { publish } from "../publish.ts";
import { reportWithoutTargets } from "../report-without-targets.ts";
import { sceneOf, verbosityOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

/** `merge`: a merge revision for the heads of one target, then the checks on it. */
export async function runMerge(invocation: Invocation, context: Context): Promise<number> {
  return await mend(invocation, context, (engine) => engine.merge);
}

/** `rebase`: the new revisions of one target on the base's head, then the checks on it. */
export async function runRebase(invocation: Invocation, context: Context): Promise<number> {
  return await mend(invocation, context, (engine) => engine.rebase);
}

async function mend(
  invocation: Invocation,
  context: Context,
  choose: (engine: Engine) => Engine["merge"],
): Promise<number> {
  const { io } = context;
  const { options } = invocation;
  const outcome = await writeRevisions(invocation, context, choose);
  // stdout is the report's where a program reads it.
  const isText = options.format === "text";
  const say = (text: string): Promise<void> => (isText ? io.stdout : io.stderr).write(neutralise(text));
  await say(outcome.notes.map((note) => `${note}\n`).join(""));
  if (options.dryRun) {
    await say(outcome.changes.map((change) => `\n${patchOf(change)}`).join(""));
    await say(`${nothingWritten()}\n`);
  }
  if (options.dryRun || outcome.changes.length === 0 || outcome.target === null)
    return await endUnchecked(invocation, io);
  await say(`${checksFollow(outcome.target)}\n\n`);
  // A graph that fits is not yet a schema that fits.
  return await runCheck({ ...invocation, command: findCommand("all")!, operands: [outcome.target] }, context);
}

/** Nothing was written, so there is nothing to check: whoever reads a report gets one that says so. */
async function endUnchecked(invocation: Invocation, io: Io): Promise<number> {
  const { format, reports, color } = invocation.options;
  const silent = format === "text";
  if (silent && reports.length === 0) return 0;
  const report = reportWithoutTargets(invocation.command.name, io, { exitCode: 0, problem: null });
  const verbosity = verbosityOf(invocation, io);
  return await publish(report, { format, reports, color, verbosity, silent }, io);
}

async function writeRevisions(
  invocation: Invocation,
  { io, loadEngine }: Context,
  choose: (engine: Engine) => Engine["merge"],
): Promise<MendOutcome> {
  const { options, operands } = invocation;
  const engine = await loadEngine();
  const { message, dryRun, skipLive } = options;
  const request = {
    ...sceneOf(invocation, io),
    command: "heads" as const,
    checks: [],
    names: operands,
    message,
    dryRun,
    skipLive,
  };
  return await withProgress({ invocation, io }, { needsDatabase: false }, (runIo) =>
    choose(engine)(request, runIo),
  );
}
