/** One command line of a script, a CI step, a recipe or a container, with the conditions that it runs under. */
export interface ScriptCommand {
  readonly file: string;
  /** 1-based; where it begins. */
  readonly line: number;
  /** Continued lines are joined; a prefix that a Makefile understands is taken off. */
  readonly text: string;
  /** Does a pipeline fail if any part of it fails? */
  readonly pipefail: boolean;
  /** Why its exit code does not count, in words; null where it counts. */
  readonly exitIgnored: string | null;
  /** All lines of the script that it belongs to, for what comes before and after. */
  readonly script: ScriptText;
}

/** A piece of shell as it stands in a file. */
export interface ScriptText {
  readonly text: string;
  readonly firstLine: number;
}

/** How a shell runs a script. */
export interface ShellFacts {
  readonly file: string;
  readonly pipefail: boolean;
  readonly exitIgnored: string | null;
}

const PIPEFAIL =
  /^\s*set\s+-[a-z]*o\s+pipefail\b|^\s*set\s+(?:-\w+\s+)*-o\s+pipefail\b|\bsetopt\s+pipefail\b/u;

/** Splits a script into its commands: comments and empty lines go, continued lines are joined. */
export function commandsOf(script: ScriptText, shell: ShellFacts): readonly ScriptCommand[] {
  const commands: ScriptCommand[] = [];
  let pipefail = shell.pipefail || /^#!.*\b-[a-z]*o\s*pipefail/u.test(script.text);
  let pending = "";
  let start = 0;
  for (const [index, raw] of script.text.split("\n").entries()) {
    const line = raw.replace(/\r$/u, "");
    if (pending === "") {
      if (/^\s*(?:#|$)/u.test(line)) continue;
      start = index;
    }
    const joined = pending === "" ? line : `${pending} ${line.trim()}`;
    if (joined.endsWith("\\")) {
      pending = joined.slice(0, -1).trimEnd();
      continue;
    }
    if (/(?:\||&&)\s*$/u.test(joined)) {
      pending = joined.trimEnd();
      continue;
    }
    pending = "";
    if (PIPEFAIL.test(joined)) pipefail = true;
    const text = withoutComment(joined).trim();
    commands.push({
      file: shell.file,
      line: script.firstLine + start,
      text,
      pipefail,
      exitIgnored: shell.exitIgnored,
      script,
    });
  }
  return commands;
}

/** Takes off a comment at the end of a line, not a `#` inside of quotes or words. */
function withoutComment(line: string): string {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote !== "") {
      if (char === "\\" && quote === '"') at++;
      else if (char === quote) quote = "";
    } else if (char === "\\") at++;
    else if (char === "'" || char === '"') quote = char;
    else if (char === "#" && (at === 0 || /\s/u.test(line.charAt(at - 1)))) return line.slice(0, at);
  }
  return line;
}
