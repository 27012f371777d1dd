import { MigrunError } from "@migrun/core";
import { baselineLines } from "../baseline-lines.ts";
import type { Context } from "../context.ts";
import type { Engine } from "../engine.ts";
import { exitLine, findingCounts, targetCounts } from "../messages.ts";
import { oneLine, wrap } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { publish, terminalOptions } from "../publish.ts";
import { writeWhole } from "../write-file.ts";
import { runReport } from "./check.ts";
import { verbosityOf } from "./scene.ts";

/** `baseline`: runs all checks, writes what is accepted, and ends with the exit code that `all` has from then on. */
export async function runBaseline(invocation: Invocation, context: Context): Promise<number> {
  const { io } = context;
  const { format, reports, color, quiet, acceptNew, dryRun } = invocation.options;
  let file: Awaited<ReturnType<Engine["baseline"]>>["write"] = null;
  const report = await runReport(invocation, context, async (engine, request, runIo) => {
    const made = await engine.baseline({ ...request, acceptNew, dryRun }, runIo);
    file = made.write;
    return made.report;
  });
  await writeBaseline(file, report.baseline?.file ?? "", io.cwd);
  const verbosity = verbosityOf(invocation, io);
  const isText = format === "text";
  if (isText && !(quiet && report.ok)) {
    const { theme, width } = terminalOptions({ color, verbosity }, io);
    const lines = baselineLines(report, verbosity).flatMap((line) => wrapIndented(line, width));
    const end = [
      "",
      ...(report.ok ? [] : wrap(exitLine(report), width).map(theme.bad)),
      (report.ok ? theme.good : theme.bad)(
        theme.bold(
          `${targetCounts(report)} ${theme.symbols.dot} ${findingCounts(report.summary.findings)} ${theme.symbols.dot} ${report.baseline?.accepted ?? 0} accepted`,
        ),
      ),
    ];
    await io.stdout.write([...lines, ...end].map((line) => `${line}\n`).join(""));
  }
  return await publish(report, { format, reports, color, verbosity, silent: isText }, io);
}

async function writeBaseline(
  file: { readonly path: string; readonly text: string } | null,
  shown: string,
  cwd: string,
): Promise<void> {
  if (file === null) return;
  try {
    await writeWhole(file.path, file.text, cwd);
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(file.path, shown) : String(error);
    throw new MigrunError(`${shown} could not be written: ${oneLine(why)}`, {
      code: "MIGRUN_BASELINE_NOT_WRITTEN",
      exitCode: 3,
      hint: "Nothing was changed. Let the folder be writable, or name another file with `baseline: PATH` in the configuration.",
    });
  }
}

/** What follows the first line of an entry stands below its words. */
function wrapIndented(line: string, width: number): readonly string[] {
  const indent = /^ */u.exec(line)?.[0].length ?? 0;
  const [first = "", ...more] = wrap(line.slice(indent), width - indent - 2);
  return [first, ...more.map((rest) => (indent === 0 ? rest : `  ${rest}`))].map(
    (part) => " ".repeat(indent) + part,
  );
}
