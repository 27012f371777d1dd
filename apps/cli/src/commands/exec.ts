import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import type { Invocation } from "../invocation.ts";
import { render, terminalOptions } from "../publish.ts";
import { sceneOf, verbosityOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

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
  const engine = await loadEngine();
  const request = { ...sceneOf(invocation, io), name, command: [program, ...rest] as const };
  const outcome = await withProgress({ invocation, io }, { needsDatabase: true }, (runIo) =>
    engine.exec(request, runIo),
  );
  if (outcome.kind === "ended") return outcome.exitCode;
  // stdout belongs to the command, also where it never ran.
  const look = { color: invocation.options.color, verbosity: verbosityOf(invocation, io) };
  await io.stderr.write(await render(outcome.report, "text", terminalOptions(look, io, io.stderr)));
  return outcome.report.exitCode;
}
