import { createRedactor, errorFinding, MigrunError, secretsInUrl } from "@migrun/core";
import type { ExitCode, Finding } from "@migrun/core";
import { findCommand } from "./command-table.ts";
import { isReportFormat } from "./reporters/index.ts";
import type { Io } from "./io.ts";
import { bugMessage, errorMessage, INTERRUPTED } from "./messages.ts";
import { neutralise } from "./plain-text.ts";
import { publish, readPublishing } from "./publish.ts";
import { reportWithoutTargets } from "./report-without-targets.ts";
import { createTheme, wantsColor, wantsUnicode } from "./theme.ts";
import { VERSION } from "./version.ts";

/** What a thrown error means for the one who called. */
interface Failure {
  readonly exitCode: ExitCode;
  /** For stderr; may have several lines. */
  readonly text: string;
  /** For the report; null where the exit code alone says it. */
  readonly problem: Finding | null;
}

/**
 * Says on stderr what went wrong and, with a machine format, still prints the one document on stdout.
 * An expected error speaks for itself; anything else is a bug of migrun (exit 70).
 */
export async function endWithError(error: unknown, given: readonly string[], io: Io): Promise<number> {
  const redact = createRedactor(knownSecrets(given, io.env));
  const argv = ownWords(given);
  const failure = describe(error, io, redact);
  const theme = createTheme({
    color: wantsColor({ flag: colorFlag(argv), env: io.env, isTTY: io.stderr.isTTY }),
    unicode: wantsUnicode(io.env, io.platform),
  });
  await io.stderr.write(`${theme.bad("migrun:")} ${failure.text}\n`);
  if (wantsStack(argv, io) && failure.exitCode === 70 && error instanceof Error) {
    await io.stderr.write(`${neutralise(redact(error.stack ?? ""))}\n`);
  }
  const publishing = readPublishing(argv);
  if (publishing.format !== "text" || publishing.reports.length > 0) {
    const machine = isReportFormat(publishing.format) && publishing.format !== "text";
    const report = reportWithoutTargets(commandOf(argv), io, failure);
    await publish(report, { ...publishing, silent: !machine }, io);
  }
  return failure.exitCode;
}

function describe(error: unknown, io: Io, redact: (text: string) => string): Failure {
  if (error instanceof MigrunError) {
    const hint = error.hint === null ? null : redact(error.hint);
    const lines = [redact(error.message), ...error.details.map(redact)];
    return {
      exitCode: error.exitCode,
      text: neutralise(errorMessage(lines, hint)),
      problem: errorFinding({ code: error.code, message: lines.join("\n"), hint }),
    };
  }
  if (io.signal.aborted) {
    return { exitCode: io.signal.reason === "SIGINT" ? 130 : 143, text: INTERRUPTED, problem: null };
  }
  const said = redact(error instanceof Error ? error.message : String(error));
  const text = neutralise(bugMessage(VERSION, said));
  return { exitCode: 70, text, problem: errorFinding({ code: "MIGRUN_BUG", message: said, hint: null }) };
}

/** The words that are meant for migrun: those behind `--` are of the command that `exec` runs. */
function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end < 0 ? argv : argv.slice(0, end);
}

/** The command as far as it can be known; empty where there is none of this name. */
function commandOf(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith("-"));
  const named = [words.slice(0, 2).join(" "), words[0] ?? ""].find((name) => findCommand(name) !== null);
  return named ?? "";
}

function colorFlag(argv: readonly string[]): boolean | null {
  if (argv.includes("--no-color")) return false;
  return argv.includes("--color") ? true : null;
}

function wantsStack(argv: readonly string[], { env }: Io): boolean {
  const debug = env["MIGRUN_DEBUG"] ?? "";
  return debug !== "" || argv.some((word) => /^-v+$/.test(word) || word === "--verbose");
}

/** Passwords in URLs that were given to us, so that no message repeats one. */
function knownSecrets(argv: readonly string[], env: Io["env"]): readonly string[] {
  return [...argv, ...Object.values(env)].flatMap((value) =>
    value === undefined || !value.includes("://") ? [] : secretsInUrl(value),
  );
}
