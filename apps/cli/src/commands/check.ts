import { MigrunError, worstExitCode } from "@migrun/core";
import type { CheckId, ExitCode, Report } from "@migrun/core";
import type { Engine, RunCommand, RunIo, RunRequest } from "../engine.ts";
import type { Io } from "../io.ts";
import type { Context } from "../context.ts";
import type { Invocation } from "../invocation.ts";
import { publish } from "../publish.ts";
import { sceneOf, verbosityOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

/** `all`, `quick`, and the commands of one check: runs, reports, and gives the report's exit code. */
export async function runCheck(invocation: Invocation, context: Context): Promise<number> {
  return await publishReport(await runReport(invocation, context), invocation, context);
}

/** Prints a report as the command line asks for it; gives its exit code. */
export async function publishReport(
  report: Report,
  invocation: Invocation,
  context: Context,
): Promise<number> {
  const { format, reports, color } = invocation.options;
  const quiet = isQuiet(invocation, context.io);
  const silent = quiet && report.ok && format === "text";
  const verbosity = verbosityOf(invocation, context.io);
  return await publish(report, { format, reports, color, verbosity, silent }, context.io);
}

/** Runs something that ends in a report. */
type Run = (engine: Engine, request: RunRequest, io: RunIo) => Promise<Report>;

/** The report of a command that runs checks, with progress on stderr meanwhile. */
export async function runReport(
  invocation: Invocation,
  { io, loadEngine }: Context,
  run: Run = (engine, request, runIo) => engine.runAll(request, runIo),
): Promise<Report> {
  const { command, operands } = invocation;
  const engine = await loadEngine();
  const request = {
    ...sceneOf(invocation, io),
    command: command.name as RunCommand,
    checks: checksOf(invocation),
    names: operands,
  };
  const shown = { quiet: isQuiet(invocation, io), needsDatabase: command.options.includes("server") };
  const report = await withProgress({ invocation, io }, shown, (runIo) => run(engine, request, runIo));
  return stoppedReport(report, io);
}

/** pre-commit shows what a hook prints only where it fails: progress and a green report would be noise there. */
function isQuiet({ options }: Invocation, { env }: Io): boolean {
  return options.quiet || (env["PRE_COMMIT"] === "1" && options.verbosity === 0);
}

function checksOf({ command, options }: Invocation): readonly CheckId[] {
  const wanted =
    options.only.length === 0 ? command.checks : command.checks.filter((id) => options.only.includes(id));
  const checks = wanted.filter((id) => !options.skip.includes(id));
  if (checks.length > 0) return checks;
  throw new MigrunError("--only and --skip leave no check to run", {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: `Leave at least one of ${command.checks.join(", ")}.`,
  });
}

/** A run that was told to stop says so, whatever it found until then. */
function stoppedReport(report: Report, { signal }: Io): Report {
  if (!signal.aborted) return report;
  const stopped: ExitCode = signal.reason === "SIGINT" ? 130 : 143;
  const exitCode = worstExitCode([report.exitCode as ExitCode, stopped]);
  return { ...report, ok: false, exitCode };
}
