import { ciSystemOf, isCompose, isDockerfile, isMakefile, isShellScript, isYaml } from "../file-kinds.ts";
import type { Repository } from "../repository.ts";
import { baseName } from "../../targets/paths.ts";
import { commandsOf } from "./script-command.ts";
import type { ScriptCommand } from "./script-command.ts";
import { yamlCommands } from "./yaml-commands.ts";

/** The commands of every script, CI step, recipe, task and container of a repository. */
export function readCommands(repository: Repository): readonly ScriptCommand[] {
  return repository.files.flatMap((file) => commandsIn(repository, file));
}

/** The commands of one file; none where it is of no kind that has some. */
export function commandsIn(repository: Repository, file: string): readonly ScriptCommand[] {
  const reader = readerOf(file);
  const text = reader === null ? null : repository.read(file);
  return reader === null || text === null ? [] : reader(text, file, repository);
}

type Reader = (text: string, file: string, repository: Repository) => readonly ScriptCommand[];

function readerOf(file: string): Reader | null {
  const name = baseName(file);
  if (isShellScript(file) || /^(?:Jenkinsfile|Earthfile)/u.test(name)) return shellCommands;
  if (isMakefile(file)) return makeCommands;
  if (isDockerfile(file)) return dockerCommands;
  if (name === "package.json") return packageCommands;
  if (name.startsWith("Procfile")) return procfileCommands;
  if (name === "tox.ini") return toxCommands;
  if (ciSystemOf(file) !== null || isCompose(file) || isYaml(file)) return yamlCommands;
  return null;
}

const shellCommands: Reader = (text, file) =>
  commandsOf({ text, firstLine: 1 }, { file, pipefail: false, exitIgnored: null });

/** Recipes are the lines that begin with a tab; `-` before a command makes its failure not count. */
const makeCommands: Reader = (text, file) => {
  const pipefail = /^\.?SHELL(?:FLAGS)?\s*[:+?]?=.*pipefail/mu.test(text);
  const isJust = /just/iu.test(baseName(file));
  const lines = text.split("\n").map((line) => {
    const isRecipe = isJust ? /^\s/u.test(line) : line.startsWith("\t");
    return isRecipe ? line : line.replace(/^.*$/u, "");
  });
  const script = { text: lines.join("\n"), firstLine: 1 };
  return commandsOf(script, { file, pipefail, exitIgnored: null }).map((command) => {
    const [prefix = ""] = /^[@+-]+\s*/u.exec(command.text) ?? [];
    return {
      ...command,
      text: command.text.slice(prefix.length).replaceAll("$$", "$"),
      exitIgnored: prefix.includes("-") ? "`-` before it" : null,
    };
  });
};

const toxCommands: Reader = (text, file) =>
  commandsOf({ text, firstLine: 1 }, { file, pipefail: false, exitIgnored: null }).map((command) => {
    const [, prefix = "", rest = ""] =
      /^(?:commands(?:_pre|_post)?\s*=\s*)?(-\s+)?(.*)$/u.exec(command.text) ?? [];
    return { ...command, text: rest, exitIgnored: prefix === "" ? null : "`-` before it" };
  });

const DOCKER_COMMAND = /^\s*(RUN|CMD|ENTRYPOINT)\s+(.*)$/isu;

const dockerCommands: Reader = (text, file) => {
  const pipefail = /^\s*SHELL\s.*pipefail/imu.test(text);
  return commandsOf({ text, firstLine: 1 }, { file, pipefail, exitIgnored: null }).flatMap((command) => {
    const body = DOCKER_COMMAND.exec(command.text)?.[2];
    return body === undefined ? [] : [{ ...command, text: unwrapList(body) }];
  });
};

/** `["sh", "-c", "a && b"]` as the line that it runs. */
function unwrapList(text: string): string {
  if (!/^\s*\[/u.test(text)) return text;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) ? words.join(" ") : text;
  } catch {
    return text;
  }
}

const packageCommands: Reader = (text, file) => {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const [, quoted] = /^\s*"[^"]+"\s*:\s*("(?:[^"\\]|\\.)*")\s*,?\s*$/u.exec(line) ?? [];
    if (quoted === undefined) return [];
    let value: unknown;
    try {
      value = JSON.parse(quoted);
    } catch {
      return [];
    }
    const script = { text: String(value), firstLine: index + 1 };
    return commandsOf(script, { file, pipefail: false, exitIgnored: null });
  });
};

/** Of each process only its command; `release:` runs once per deploy, so it keeps its name in front. */
const procfileCommands: Reader = (text, file) =>
  commandsOf({ text, firstLine: 1 }, { file, pipefail: false, exitIgnored: null });
