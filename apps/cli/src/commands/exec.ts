import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import type { Invocation } from "../program.ts";
import { startProgress } from "../progress/progress.ts";
import { render, terminalOptions } from "../publish.ts";
import { sceneOf, verbosityOf } from "./scene.ts";

/** `exec`: migrates an isolated database, runs the command on it, and ends with the command's exit code. */
export async function runExec(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const [name, program, ...rest] = invocation.operands;
  if (name === undefined || program === undefined) {
    throw new MigrunError("exec needs a target and a command", {
      code: "MIGRUN_USAGE",
      exitCode: 2,
      hint: "Write migrun exec NAME -- COMMAND...",
    });
  }
  const { quiet, color } = invocation.options;
  const verbosity = verbosityOf(invocation, io);
  const engine = await loadEngine();
  const progress = startProgress(io, { quiet, verbosity, color, needsDatabase: true });
  try {
    const request = { ...sceneOf(invocation, io), name, command: [program, ...rest] as const };
    const outcome = await engine.exec(request, { emit: progress.emit, signal: io.signal });
    progress.stop();
    if (outcome.kind === "ended") return outcome.exitCode;
    // stdout belongs to the command, also where it never ran.
    const options = terminalOptions({ color, verbosity }, io, io.stderr);
    await io.stderr.write(await render(outcome.report, "text", options));
    return outcome.report.exitCode;
  } finally {
    progress.stop();
  }
}
