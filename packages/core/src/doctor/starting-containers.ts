import { isCompose, isDockerfile, isShellScript, isYaml } from "./file-kinds.ts";
import type { StartupPlace } from "./mistakes/migrated-at-startup.ts";
import { baseName } from "../targets/paths.ts";
import { commandsIn } from "./scripts/read-commands.ts";
import { commandsOf } from "./scripts/script-command.ts";
import type { Repository, YamlNode } from "./repository.ts";
import { yamlGet, yamlValue } from "./repository.ts";

const UPGRADE = /\balembic\b[^|;&\n]*\bupgrade\b(?![^|;&\n]*--sql)|\bflask\s+db\s+upgrade\b/u;
/** What serves requests, or stands for whatever the image serves. */
const SERVER =
  /\b(?:uvicorn|gunicorn|hypercorn|granian|daphne|waitress-serve|supervisord)\b|\b(?:fastapi|flask|litestar|sanic)\s+run\b|exec\s+"?\$[@{*]|\bpython3?\s+-m\s+\w[\w.]*(?:app|main|server|api)\b|\bpython3?\s+\S*(?:app|main|server)\.py\b/u;
/** Started by hand, on a developer's machine. */
const DEVELOPMENT = /--reload\b|\bfastapi\s+dev\b|\bflask\b[^|;&\n]*--debug\b/u;

/** Containers whose start runs the migrations and then the server: entry points, commands, Procfiles. */
export function startingContainers(repository: Repository): readonly StartupPlace[] {
  const scripts = repository.files.filter(isShellScript).flatMap((file) => inScript(repository, file));
  const images = repository.files.filter(isDockerfile).flatMap((file) => inDockerfile(repository, file));
  const declared = repository.files.filter(isYaml).flatMap((file) => inYaml(repository, file));
  return [...scripts, ...images, ...declared, ...inProcfiles(repository)];
}

/** A script that a container starts with: migrates, then hands over. */
function inScript(repository: Repository, file: string): readonly StartupPlace[] {
  const text = repository.read(file) ?? "";
  if (!UPGRADE.test(text) || DEVELOPMENT.test(text)) return [];
  const commands = commandsOf({ text, firstLine: 1 }, { file, pipefail: false, exitIgnored: null });
  const upgrade = commands.find((one) => UPGRADE.test(one.text));
  const server = commands.find((one) => SERVER.test(one.text));
  if (upgrade === undefined || server === undefined || server.line < upgrade.line) return [];
  // Behind a switch it is somebody's decision.
  if (/^(?:\s+|if\b|case\b|\[)/u.test(lineOf(text, upgrade.line))) return [];
  return [{ file, line: upgrade.line, what: `The start script ${baseName(file)}`, inside: false }];
}

function inDockerfile(repository: Repository, file: string): readonly StartupPlace[] {
  return commandsIn(repository, file).flatMap(({ line, text }) => {
    const isStart = /^\s*(?:CMD|ENTRYPOINT)\b/iu.test(lineOf(repository.read(file) ?? "", line));
    return isStart && migratesAndServes(text)
      ? [{ file, line, what: "The image's start command", inside: false }]
      : [];
  });
}

function inYaml(repository: Repository, file: string): readonly StartupPlace[] {
  const text = repository.read(file) ?? "";
  if (!/alembic|flask\s+db/u.test(text)) return [];
  return repository.yaml(file).flatMap((document) => {
    const kind = yamlValue(yamlGet(document, "kind"));
    if (kind === "Deployment" || kind === "StatefulSet" || kind === "Rollout") return inPods(document, file);
    const services = isCompose(file) ? yamlGet(document, "services") : null;
    if (services?.kind !== "map") return [];
    return services.entries.flatMap(({ key, value }) => {
      const found = commandOf(value, ["entrypoint", "command"]);
      return found !== null && migratesAndServes(found.text)
        ? [{ file, line: found.line, what: `The command of the service ${key}`, inside: false }]
        : [];
    });
  });
}

/** Containers of a pod run in each replica; those that run first as well. */
function inPods(document: YamlNode, file: string): readonly StartupPlace[] {
  const pod = yamlGet(document, "spec", "template", "spec");
  const listOf = (key: string): readonly YamlNode[] => {
    const list = yamlGet(pod, key);
    return list?.kind === "list" ? list.items : [];
  };
  const serving = listOf("containers").flatMap((container) => {
    const found = commandOf(container, ["command", "args"]);
    return found !== null && migratesAndServes(found.text)
      ? [{ ...found, what: "The container of each pod" }]
      : [];
  });
  const before = listOf("initContainers").flatMap((container) => {
    const found = commandOf(container, ["command", "args"]);
    return found !== null && UPGRADE.test(found.text)
      ? [{ ...found, what: "The init container of each pod" }]
      : [];
  });
  return [...serving, ...before].map(({ line, what }) => ({ file, line, what, inside: false }));
}

function inProcfiles(repository: Repository): readonly StartupPlace[] {
  return repository.files
    .filter((file) => /^Procfile$/u.test(baseName(file)))
    .flatMap((file) =>
      (repository.read(file) ?? "").split("\n").flatMap((line, index) => {
        if (!line.startsWith("web:") || !migratesAndServes(line)) return [];
        return [{ file, line: index + 1, what: "The process `web`", inside: false }];
      }),
    );
}

function migratesAndServes(text: string): boolean {
  return UPGRADE.test(text) && SERVER.test(text) && !DEVELOPMENT.test(text);
}

function commandOf(
  node: YamlNode,
  keys: readonly string[],
): { readonly text: string; readonly line: number } | null {
  const parts = keys.flatMap((key) => {
    const value = yamlGet(node, key);
    if (value?.kind === "scalar" && typeof value.value === "string")
      return [{ text: value.value, line: value.line }];
    if (value?.kind !== "list") return [];
    return value.items.flatMap((item) =>
      item.kind === "scalar" ? [{ text: String(item.value), line: item.line }] : [],
    );
  });
  const [first] = parts;
  if (first === undefined) return null;
  const line = parts.find(({ text }) => UPGRADE.test(text))?.line ?? first.line;
  return { text: parts.map(({ text }) => text).join(" "), line };
}

function lineOf(text: string, line: number): string {
  return text.split("\n")[line - 1] ?? "";
}
