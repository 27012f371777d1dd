import type { Context } from "../context.ts";
import { oneLine } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { publish, render, terminalOptions } from "../publish.ts";
import { runCheck, runReport } from "./check.ts";
import { verbosityOf } from "./scene.ts";

/** `heads`: the check, or with `--format value` just the ids on stdout and everything else on stderr. */
export async function runHeads(invocation: Invocation, context: Context): Promise<number> {
  const { format, reports, color } = invocation.options;
  if (format !== "value") return await runCheck(invocation, context);
  const { io } = context;
  const report = await runReport(invocation, context);
  const ids = report.targets.flatMap((target) => target.heads);
  await io.stdout.write(ids.map((id) => `${oneLine(id)}\n`).join(""));
  const verbosity = verbosityOf(invocation, io);
  if (!report.ok) {
    await io.stderr.write(await render(report, "text", terminalOptions({ color, verbosity }, io, io.stderr)));
  }
  return await publish(report, { format: "text", reports, color, verbosity, silent: true }, io);
}
