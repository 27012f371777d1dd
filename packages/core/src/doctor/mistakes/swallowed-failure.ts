import { ciSystemOf } from "../file-kinds.ts";
import type { Detector, Mistake } from "../repository.ts";
import { readCommands } from "../scripts/read-commands.ts";
import type { ScriptCommand } from "../scripts/script-command.ts";

/** Calls of Alembic that are there to succeed or fail. */
const CALL = String.raw`\balembic\b(?:\s+(?!heads|check|current|upgrade|downgrade|branches)[^\s|;&()]+)*\s+(heads|check|current|upgrade|downgrade|branches)\b`;
const PIPED = new RegExp(String.raw`${CALL}([^|;&\n]*?)\|(?!\|)\s*([\w./-]+)([^|;&)]*)`, "u");
const EXCUSED = new RegExp(
  String.raw`${CALL}[^;\n]*?\|\|\s*(true\b|:(?=\s|$)|echo\b|exit\s+0\b|printf\b)`,
  "u",
);
const CALLED = new RegExp(CALL, "u");

/** `alembic heads | wc -l`, `alembic check || true`, and other ways to stay green when Alembic fails. */
export const swallowedFailure: Detector = ({ repository }) => {
  const commands = readCommands(repository).filter(({ text }) => CALLED.test(text));
  return commands.flatMap((command) => {
    // A job that only reports beside one that counts is no mistake.
    if (command.exitIgnored !== null && commands.some((other) => counts(other, verbOf(command)))) return [];
    const mistake = judge(command);
    return mistake === null ? [] : [mistake];
  });
};

function counts(command: ScriptCommand, verb: string): boolean {
  return (
    verbOf(command) === verb &&
    command.exitIgnored === null &&
    ciSystemOf(command.file) !== null &&
    judge(command) === null
  );
}

/** Does a command that calls Alembic stay green where Alembic fails? */
export function isSwallowed(command: ScriptCommand): boolean {
  const mistake = judge(command);
  return mistake !== null && mistake.severity === undefined;
}

function verbOf({ text }: ScriptCommand): string {
  return CALLED.exec(text)?.[1] ?? "";
}

function judge(command: ScriptCommand): Mistake | null {
  const { text } = command;
  const called = CALLED.exec(text);
  if (called === null) return null;
  const piped = PIPED.exec(text);
  const inside = substitutionOf(command, called.index);
  if (inside !== null) return piped === null ? null : judgeCount(command, piped, inside);
  const excused = EXCUSED.exec(text);
  if (excused !== null && !endsInFailure(text, excused.index + excused[0].length)) {
    return mistakeOf(command, `\`|| ${excused[2] ?? "true"}\` makes a success of every failure`);
  }
  if (command.exitIgnored !== null && isJudging(called[1] ?? "")) {
    return mistakeOf(command, `${command.exitIgnored} makes its failure not count`);
  }
  return piped === null ? null : judgePipe(command, piped);
}

/** `alembic check || echo "drift" && exit 1` does fail. */
function endsInFailure(text: string, from: number): boolean {
  return /\bexit\s+(?:[1-9]|\$)|\bfalse\b|\breturn\s+[1-9]/u.test(text.slice(from));
}

/** Is it there to succeed or fail? The others are also called to be read. */
function isJudging(verb: string): boolean {
  return verb === "check" || verb === "upgrade" || verb === "downgrade";
}

function judgePipe(command: ScriptCommand, piped: RegExpExecArray): Mistake | null {
  const [, verb = "", , reader = "", options = ""] = piped;
  const isGrep = /^(?:e|f)?grep$/u.test(reader);
  if (!isJudging(verb)) {
    if (
      verb === "heads" &&
      isGrep &&
      !/\s-\w*[co]/u.test(options) &&
      !/\|\s*(?:awk|cut|sed|head|tail)/u.test(command.text)
    ) {
      return {
        ...mistakeOf(command, "one head that fits is enough for it, a second one goes unseen"),
        severity: "warning",
      };
    }
    return verb !== "current" && isCounting(command.text) ? judgePrinted(command) : null;
  }
  // Whoever looks for the good words finds none where Alembic failed.
  if (command.pipefail || (isGrep && !/\s-\w*v/u.test(options))) return null;
  return mistakeOf(command, `the pipe ends with the exit code of \`${reader}\`, not of Alembic`);
}

/** What becomes of a count that goes on: into nothing, into a look for a digit, into something else that judges it. */
function judgePrinted(command: ScriptCommand): Mistake {
  const [, next] = /\|\s*(?:wc\s+-l|e?grep\s+-\w*c\b[^|]*)\s*\|(?!\|)\s*(.*)$/u.exec(command.text) ?? [];
  if (next === undefined) return mistakeOf(command, "it prints a number and never fails");
  const failed = command.pipefail ? "" : "; when Alembic fails, the line of its error is counted";
  const [, digit] = /^[ef]?grep\s+(?:-[a-z]+\s+)*["']?(\d)["']?(?:\s|$)/u.exec(next) ?? [];
  if (digit !== undefined && !/\s-\w*[xw]/u.test(next)) {
    const numbers = `${digit}, 1${digit === "1" ? "0" : digit}, 2${digit} …`;
    return mistakeOf(command, `\`grep ${digit}\` passes for ${numbers} lines${failed}`);
  }
  const why = "when Alembic fails, its reason is lost and the line of its error is counted";
  return { ...mistakeOf(command, why), severity: "notice" };
}

function isCounting(text: string): boolean {
  return /\|\s*(?:wc\s+-l|e?grep\s+-\w*c)\b/u.test(text);
}

/** Where `$(alembic heads | wc -l)` goes: into a comparison, or into a variable that is compared. Null: it is no substitution. */
function substitutionOf(command: ScriptCommand, at: number): string | null {
  const before = command.text.slice(0, at);
  const open = Math.max(before.lastIndexOf("$("), before.lastIndexOf("`"));
  if (open < 0 || /\)/u.test(before.slice(open))) return null;
  const variable =
    /(?:^|[\s;])(?:local\s+|export\s+|readonly\s+)?(\w+)\s*[:?]?=\s*["']?(?:\$\(|`)[^;]*$/u.exec(before)?.[1];
  if (variable === undefined) return command.text;
  const used = new RegExp(String.raw`\$[{(]?${variable}\b`, "u");
  const from = command.line - command.script.firstLine + 1;
  const after = command.script.text.split("\n").slice(from, from + 16);
  return [command.text.slice(at), ...after].find((line) => used.test(line)) ?? "";
}

/** A failing Alembic prints `FAILED: …` on stdout (`alembic.util.messaging.err`), or nothing where it was not found. */
function judgeCount(command: ScriptCommand, piped: RegExpExecArray, test: string): Mistake | null {
  if (piped[1] === "current" || !isCounting(command.text)) return null;
  if (/-g[te]\s*["']?[12]\b|\(\(.*>=?\s*[12]\b|-le\s*["']?1\b|-lt\s*["']?2\b/u.test(test)) {
    return mistakeOf(
      command,
      "when Alembic fails it prints one line or none, and that passes for not more than one head",
    );
  }
  if (!/(?:-eq|-ne|==?|!=)\s*["']?1\b/u.test(test)) return null;
  return {
    ...mistakeOf(command, "when Alembic fails it prints one line, `FAILED: …`, which passes for one head"),
    severity: "notice",
  };
}

function mistakeOf(command: ScriptCommand, why: string): Mistake {
  const { file, line, text } = command;
  return {
    code: "MX929",
    message: `\`${shortened(text)}\`: ${why}.`,
    hint:
      CURES[verbOf(command)] ??
      "Let the exit code of Alembic through: no pipe, or `set -o pipefail` before it.",
    object: `command:${shortened(text)}`,
    file,
    line,
  };
}

const PLAIN =
  "Let its exit code through: call it on a line of its own, or `set -o pipefail` before the pipe.";
const CURES: Readonly<Record<string, string>> = {
  heads:
    "Run `migrun heads`: it exits with 1 where a history has not exactly the declared heads, and names the files.",
  branches: "Run `migrun heads` instead: it exits with 1 where a history has not exactly the declared heads.",
  check: "Run `migrun drift`, or call `alembic check` on a line of its own.",
  upgrade: PLAIN,
  downgrade: PLAIN,
  current: PLAIN,
};

/** The part of a line that calls Alembic, not longer than a line of a report. */
function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/gu, " ");
  if (flat.length <= 70) return flat;
  const at = Math.max(0, flat.search(/\S*\balembic\b/u));
  const part = flat.slice(at, at + 66);
  return `${at > 0 ? "… " : ""}${part}${at + 66 < flat.length ? " …" : ""}`;
}
