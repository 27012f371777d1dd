import { ciSystemOf } from "../file-kinds.ts";
import type { Repository, YamlNode } from "../repository.ts";
import { walkYaml, yamlGet, yamlValue } from "../repository.ts";
import { commandsOf } from "./script-command.ts";
import type { ScriptCommand, ShellFacts } from "./script-command.ts";

/** Keys whose text is run by a shell, in the CI systems and task files that are known. */
const SCRIPT_KEYS =
  /^(?:run|script|before_script|after_script|commands?|args|cmds?|bash|inlineScript|entrypoint|entry|install|sh)$/u;

/** Systems whose shell fails with any part of a pipeline by itself. */
const PIPEFAIL_SYSTEMS: ReadonlySet<string> = new Set(["GitLab CI", "CircleCI"]);

/** The commands that a YAML file runs, by the keys that hold some. */
export function yamlCommands(text: string, file: string, repository: Repository): readonly ScriptCommand[] {
  if (!/alembic|migrun|uvicorn|gunicorn/u.test(text)) return [];
  const system = ciSystemOf(file);
  return repository.yaml(file).flatMap((document) => {
    const commands: ScriptCommand[] = [];
    const visit = (node: YamlNode, around: Surrounding): void => {
      if (node.kind === "list") for (const item of node.items) visit(item, around);
      if (node.kind !== "map") return;
      const here = { ...around, ...factsOf(node) };
      for (const { key, value } of node.entries) {
        if (!SCRIPT_KEYS.test(key)) visit(value, here);
        else commands.push(...scriptsIn(value, { file, system, key, around: here }));
      }
    };
    visit(document, { shell: null, exitIgnored: null });
    return commands;
  });
}

interface Surrounding {
  readonly shell: string | null;
  readonly exitIgnored: string | null;
}

/** What a job or a step says of the shell that runs it, and of failures. */
function factsOf(node: YamlNode): Partial<Surrounding> {
  const shell = yamlValue(yamlGet(node, "shell")) ?? yamlValue(yamlGet(node, "defaults", "run", "shell"));
  const reasons = [
    yamlValue(yamlGet(node, "continue-on-error")) === true ? "`continue-on-error: true`" : null,
    yamlValue(yamlGet(node, "allow_failure")) === true ? "`allow_failure: true`" : null,
    yamlValue(yamlGet(node, "continueOnError")) === true ? "`continueOnError: true`" : null,
    yamlValue(yamlGet(node, "ignore_error")) === true ? "`ignore_error: true`" : null,
    yamlValue(yamlGet(node, "soft_fail")) === true ? "`soft_fail: true`" : null,
  ];
  const exitIgnored = reasons.find((reason) => reason !== null);
  return {
    ...(typeof shell === "string" ? { shell } : {}),
    ...(exitIgnored === undefined ? {} : { exitIgnored }),
  };
}

interface ScriptPlace {
  readonly file: string;
  readonly system: string | null;
  readonly key: string;
  readonly around: Surrounding;
}

function scriptsIn(node: YamlNode, place: ScriptPlace): readonly ScriptCommand[] {
  const { file, system, around } = place;
  const isBash = around.shell === "bash" || /pipefail/u.test(around.shell ?? "");
  const pipefail = isBash || (system !== null && PIPEFAIL_SYSTEMS.has(system) && around.shell === null);
  const shell: ShellFacts = { file, pipefail, exitIgnored: around.exitIgnored };
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string"
        ? commandsOf({ text: node.value, firstLine: node.line }, shell)
        : [];
    case "list": {
      const words = node.items.flatMap((item) =>
        item.kind === "scalar" && typeof item.value === "string" ? [item.value] : [],
      );
      // `command: ["sh", "-c", "alembic upgrade head && exec uvicorn"]` of a container is one command.
      if (system === null && /^(?:command|args|entrypoint)$/u.test(place.key)) {
        return commandsOf({ text: words.join(" "), firstLine: node.items[0]?.line ?? node.line }, shell);
      }
      return node.items.flatMap((item) => scriptsIn(item, place));
    }
    case "map": {
      // `run: { name, command }` of CircleCI.
      const commands: ScriptCommand[] = [];
      walkYaml(node, ({ key, value }) => {
        if (SCRIPT_KEYS.test(key) && value.kind === "scalar") commands.push(...scriptsIn(value, place));
      });
      return commands;
    }
  }
}
