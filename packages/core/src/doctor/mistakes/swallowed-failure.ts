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
  const mistakes = readCommands(repository).flatMap((command) => {
    const mistake = judge(command);
    return mistake === null ? [] : [mistake];
  });
  return mistakes;
};

function judge(command: ScriptCommand): Mistake | null {
  const { text } = command;
  if (!CALLED.test(text)) return null;
  const excused = EXCUSED.exec(text);
  if (excused !== null && !endsInFailure(text, excused.index + excused[0].length)) {
    return mistakeOf(command, `\`|| ${excused[2] ?? "true"}\` makes a success of every failure`);
  }
  if (command.exitIgnored !== null && !isInformative(text)) {
    return mistakeOf(command, `${command.exitIgnored} makes its failure not count`);
  }
  const piped = PIPED.exec(text);
  return piped === null ? null : judgePipe(command, piped);
}

/** `alembic check || echo "drift" && exit 1` and `|| { echo …; exit 1; }` do fail. */
function endsInFailure(text: string, from: number): boolean {
  return /\bexit\s+(?:[1-9]|\$)|\bfalse\b|\breturn\s+[1-9]/u.test(text.slice(from));
}

/** `alembic current` and `heads` in a log, for people. */
function isInformative(text: string): boolean {
  return !/\balembic\b.*\b(?:check|upgrade|downgrade)\b/u.test(text) && !text.includes("|");
}

function judgePipe(command: ScriptCommand, piped: RegExpExecArray): Mistake | null {
  const [, verb = "", , reader = "", options = ""] = piped;
  const inside = substitutionOf(command, piped.index);
  if (inside === null && command.pipefail) return null;
  if (inside !== null) return judgeCount(command, inside, verb);
  // Whoever looks for the good words finds none where Alembic failed.
  const looksForGood = /^(?:e|f)?grep$/u.test(reader) && !/\s-\w*v/u.test(options) && verb !== "heads";
  if (looksForGood) return null;
  return mistakeOf(command, `the pipe ends with the exit code of \`${reader}\`, not of Alembic`);
}

/** Where `$(alembic heads | wc -l)` goes: into a comparison, or into a variable. Null: it is no substitution. */
function substitutionOf(command: ScriptCommand, at: number): string | null {
  const before = command.text.slice(0, at);
  const open = Math.max(before.lastIndexOf("$("), before.lastIndexOf("`"));
  if (open < 0 || /\)\s*["']?\s*[;&|]/u.test(before.slice(open))) return null;
  const variable = /(?:^|[\s;])(?:local\s+|export\s+|readonly\s+)?(\w+)=["']?(?:\$\(|`)[^;]*$/u.exec(
    before,
  )?.[1];
  if (variable === undefined) return command.text;
  const lines = command.script.text.split("\n");
  const used = new RegExp(String.raw`\$\{?${variable}\b`, "u");
  const after = lines.slice(
    command.line - command.script.firstLine + 1,
    command.line - command.script.firstLine + 16,
  );
  return [command.text.slice(at), ...after].find((line) => used.test(line)) ?? "";
}

/** No line at all is 0: a test for exactly one fails on it, a test for more than one does not. */
function judgeCount(command: ScriptCommand, test: string, verb: string): Mistake | null {
  const one = /(?:-eq|-ne|==?|!=)\s*["']?1\b|\b1["']?\s*(?:-eq|-ne|==?|!=)|-lt\s+["']?1\b/u.test(test);
  if (!one) {
    return mistakeOf(command, `when Alembic fails it prints no line, and no line is not more than one`);
  }
  if (verb !== "heads") return null;
  return {
    ...mistakeOf(command, "when Alembic fails, its reason is lost and the count is 0"),
    severity: "notice",
  };
}

function mistakeOf({ file, line, text }: ScriptCommand, why: string): Mistake {
  const verb = CALLED.exec(text)?.[1] ?? "";
  return {
    code: "MX929",
    message: `\`${shortened(text)}\`: ${why}.`,
    hint: CURES[verb] ?? "Let the exit code of Alembic through: no pipe, or `set -o pipefail` before it.",
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
