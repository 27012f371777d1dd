import { RULE_CODES, worstExitCode } from "@migrun/core";
import type { ExitCode, Report } from "@migrun/core";
import { explainCode } from "./explain-code.ts";
import type { Io } from "./io.ts";
import { reportNotWritten } from "./messages.ts";
import { oneLine } from "./plain-text.ts";
import type { ReportFile } from "./invocation.ts";
import { isReportFormat, REPORTERS } from "./reporters/index.ts";
import type { ReportFormat } from "./reporters/index.ts";
import type { RenderOptions } from "./reporters/reporter.ts";
import { createTheme, wantsColor, wantsUnicode } from "./theme.ts";
import { appendText, writeWhole } from "./write-file.ts";

/** Where a report goes and how it looks. */
export interface Publishing {
  readonly format: string;
  readonly reports: readonly ReportFile[];
  readonly color: boolean | null;
  readonly verbosity: number;
  /** Nothing on stdout; files are written. */
  readonly silent: boolean;
}

/** Columns of a text that is not for a terminal, and the most that one uses. */
const WIDTH_OF_A_FILE = 100;
const WIDEST = 160;

/**
 * Writes the report to its files and to stdout, files first: when one cannot be written, what is
 * printed says so in its exit code too. Returns the exit code.
 */
export async function publish(report: Report, publishing: Publishing, io: Io): Promise<ExitCode> {
  const files = [...publishing.reports, ...stepSummary(publishing, io)];
  let worst = report.exitCode as ExitCode;
  for (const file of files) {
    const problem = await writeReport(report, file, io);
    if (problem === null) continue;
    await io.stderr.write(`migrun: ${problem}\n`);
    worst = worstExitCode([worst, 3]);
  }
  if (!publishing.silent) {
    const final = worst === report.exitCode ? report : { ...report, ok: false, exitCode: worst };
    await io.stdout.write(await render(final, publishing.format, terminalOptions(publishing, io)));
  }
  return worst;
}

/** The report in one format. */
export async function render(report: Report, format: string, options: RenderOptions): Promise<string> {
  const reporter = await REPORTERS[isReportFormat(format) ? format : "text"]();
  const hasRules = report.targets.some(({ findings }) => findings.some(({ code }) => code in RULE_CODES));
  if (!hasRules) return reporter(report, options);
  const { explainEveryCode } = await import("./describe-code.ts");
  return reporter(report, { ...options, why: explainEveryCode });
}

/** How text looks on stdout, or on another stream of the same terminal. */
export function terminalOptions(
  { color, verbosity }: Pick<Publishing, "color" | "verbosity">,
  io: Io,
  output: Io["stdout"] = io.stdout,
): RenderOptions {
  const columns = Number(io.env["COLUMNS"]);
  const width = output.columns() ?? (Number.isInteger(columns) && columns > 0 ? columns : WIDTH_OF_A_FILE);
  const theme = createTheme({
    color: wantsColor({ flag: color, env: io.env, isTTY: output.isTTY }),
    unicode: wantsUnicode(io.env, io.platform),
  });
  return {
    theme,
    width: Math.max(40, Math.min(width, WIDEST)),
    verbosity,
    why: explainCode,
    pathPrefix: pathFromRoot(io),
    codeScanning: io.env["GITHUB_ACTIONS"] === "true",
    randomToken: io.randomToken,
  };
}

interface SummaryFile extends ReportFile {
  readonly append: true;
}

/** GitHub shows what a step appends to this file on the page of the run. */
function stepSummary({ format }: Publishing, { env }: Io): readonly SummaryFile[] {
  const path = env["GITHUB_STEP_SUMMARY"] ?? "";
  return format === "github" && path !== "" ? [{ format: "markdown", path, append: true }] : [];
}

/** Returns the problem in words, or null. */
async function writeReport(report: Report, file: ReportFile | SummaryFile, io: Io): Promise<string | null> {
  const options: RenderOptions = {
    theme: createTheme({ color: false, unicode: true }),
    width: WIDTH_OF_A_FILE,
    verbosity: 1,
    why: explainCode,
    pathPrefix: pathFromRoot(io),
    codeScanning: io.env["GITHUB_ACTIONS"] === "true",
    randomToken: io.randomToken,
  };
  const text = await render(report, file.format satisfies string as ReportFormat, options);
  try {
    await ("append" in file ? appendText(file.path, text) : writeWhole(file.path, text, io.cwd));
    return null;
  } catch (error) {
    return oneLine(reportNotWritten(file, error instanceof Error ? error.message : String(error)));
  }
}

/** CI names files from the root of the repository: `services/` where migrun runs below it. */
function pathFromRoot({ env, cwd }: Io): string {
  const root = (env["GITHUB_WORKSPACE"] ?? "").replace(/[\\/]$/, "");
  if (root === "" || !cwd.startsWith(`${root}/`)) return "";
  return `${cwd.slice(root.length + 1)}/`;
}

/** Format and files of a command line that could not be read as a whole: enough to still answer in the format asked for. */
export function readPublishing(argv: readonly string[]): Publishing {
  const values = (flag: string): readonly string[] =>
    argv.flatMap((word, index) => {
      if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
      const next = argv[index + 1];
      return word === flag && next !== undefined ? [next] : [];
    });
  const format = values("--format").at(-1) ?? "text";
  const reports = values("--report").flatMap((value) => {
    const at = value.indexOf("=");
    const kind = value.slice(0, Math.max(0, at));
    return isReportFormat(kind) && at < value.length - 1 ? [{ format: kind, path: value.slice(at + 1) }] : [];
  });
  return { format, reports, color: null, verbosity: 0, silent: false };
}
