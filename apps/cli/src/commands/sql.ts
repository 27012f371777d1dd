import type { Report, TargetReport } from "@migrun/core";
import type { Context } from "../context.ts";
import { sqlHeader } from "../messages.ts";
import { neutralise } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { publish, render, terminalOptions } from "../publish.ts";
import { runCheck, runReport } from "./check.ts";
import { verbosityOf } from "./scene.ts";

/** `sql`: SQL on stdout, ready for a file or a reviewer; a run that is not ok explains itself on stderr. */
export async function runSql(invocation: Invocation, context: Context): Promise<number> {
  const { format, reports, color } = invocation.options;
  if (format !== "text") return await runCheck(invocation, context);
  const { io } = context;
  const report = await runReport(invocation, context);
  const sql = renderSql(report);
  // A file or a pipe gets the statements to the letter; a terminal must not obey what they contain.
  await io.stdout.write(io.stdout.isTTY ? neutralise(sql) : sql);
  const verbosity = verbosityOf(invocation, io);
  if (!report.ok || hasWarnings(report)) {
    await io.stderr.write(await render(report, "text", terminalOptions({ color, verbosity }, io, io.stderr)));
  }
  return await publish(report, { format: "text", reports, color, verbosity, silent: true }, io);
}

/** The SQL of every target that has some; with several, each below a comment that names it. */
function renderSql(report: Report): string {
  const scripts = report.targets.flatMap((target) => {
    const sql = sqlOf(target);
    return sql === null ? [] : [{ target, sql }];
  });
  return scripts
    .map(({ target, sql }) => {
      const body = sql.endsWith("\n") || sql === "" ? sql : `${sql}\n`;
      return scripts.length === 1 ? body : `${sqlHeader(target.name)}\n${body}`;
    })
    .join("\n");
}

function sqlOf(target: TargetReport): string | null {
  const sql = target.checks.find((check) => check.id === "sql")?.data["sql"];
  return typeof sql === "string" ? sql : null;
}

function hasWarnings({ summary }: Report): boolean {
  return summary.findings.warning > 0;
}
