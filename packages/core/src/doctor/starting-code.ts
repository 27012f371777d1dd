import type { SyntaxNode } from "@lezer/common";
import { argumentsOf } from "../environment/arguments.ts";
import { type PythonModule, walk } from "../environment/python-module.ts";
import { isPython, isTest } from "./file-kinds.ts";
import { literalOf, parsePython } from "./python/parse-python.ts";
import type { StartupPlace } from "./mistakes/migrated-at-startup.ts";
import { pythonImports } from "./python/python-imports.ts";
import { isBelow } from "./relative-paths.ts";
import { type DoctorInput, type Repository, scriptFolders } from "./repository.ts";
import { baseName } from "../targets/paths.ts";

/** Functions that frameworks or their users call when an application is made. */
const STARTERS =
  /^(?:create|make|build|get)_(?:app|application|api)$|^(?:app_)?(?:lifespan|startup|on_startup|startup_event|on_start|app_factory)$/u;
const STARTING_DECORATOR =
  /\bon_event\(\s*["']startup["']|\bbefore_serving\b|\bbefore_first_request\b|\bon_startup\b|\blistener\(\s*["'](?:before|main_process|after)_\w*start["']/u;
const APPLICATION = /\b(?:FastAPI|Starlette|Flask|Quart|Sanic|Litestar|Application|Robyn|Falcon|App)\s*\(/u;
/** Commands for people, and scripts that somebody starts. */
const COMMAND_LINE =
  /(?:^|\/)(?:cli|manage|commands?|scripts?|tasks?|noxfile|setup|migrate|bin|tools?|seeds?)(?:\.py$|\/)|__main__\.py$/u;

/** Code of the application that migrates when it starts: `create_app`, lifespans, start-up handlers. */
export function startingCode(input: DoctorInput): readonly StartupPlace[] {
  const { repository } = input;
  const scripts = scriptFolders(input);
  const files = repository.files.filter(
    (file) =>
      isPython(file) &&
      !isTest(file) &&
      !COMMAND_LINE.test(file) &&
      !scripts.some((folder) => isBelow(file, folder)),
  );
  const upgrades = files.flatMap((file) => upgradesIn(repository, file));
  return upgrades.flatMap((upgrade) => {
    if (upgrade.starter !== null) return [placeOf(upgrade, upgrade.starter)];
    if (upgrade.inFunction === null) return [];
    const caller = callerOf(repository, files, upgrade.inFunction);
    return caller === null ? [] : [placeOf(upgrade, caller)];
  });
}

interface Upgrade {
  readonly file: string;
  readonly line: number;
  /** The function that upgrades; null at the top of the module. */
  readonly inFunction: string | null;
  /** What starts it right there, in words; null where only its callers can tell. */
  readonly starter: string | null;
}

function placeOf({ file, line }: Upgrade, what: string): StartupPlace {
  return { file, line, what, inside: true };
}

function upgradesIn(repository: Repository, file: string): readonly Upgrade[] {
  const text = repository.read(file) ?? "";
  if (!/\bupgrade\b/u.test(text) || !/alembic|flask_migrate/u.test(text)) return [];
  const names = upgradeNames(text);
  const module = parsePython(text);
  const upgrades: Upgrade[] = [];
  walk(module.root, (node) => {
    if (node.name !== "CallExpression" || !isUpgrade(node, module, names)) return;
    const around = functionsAround(node);
    const started = around.find((one) => startsApplication(one, module));
    const line = module.lineAt(node.from);
    const [inner] = around;
    const starter =
      started === undefined
        ? around.length === 0
          ? moduleStart(node, text, file)
          : null
        : `\`${nameOf(started, module)}\``;
    upgrades.push({ file, line, inFunction: inner === undefined ? null : nameOf(inner, module), starter });
  });
  return upgrades;
}

/** What Alembic's `upgrade` is called here. */
function upgradeNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { module, name, as } of pythonImports(text)) {
    if (module === "alembic" && name === "command") names.add(`${as}.upgrade`);
    if ((module === "alembic.command" || module === "flask_migrate") && name === "upgrade") names.add(as);
    if (module === "alembic.command" && name === null) names.add(`${as}.upgrade`);
    if (module === "alembic" && name === null) names.add(`${as}.command.upgrade`);
    if (module === "flask_migrate" && name === null) names.add(`${as}.upgrade`);
  }
  return names;
}

function isUpgrade(node: SyntaxNode, module: PythonModule, names: ReadonlySet<string>): boolean {
  const callee = module.source(node.firstChild);
  if (names.has(callee)) return true;
  // `asyncio.to_thread(command.upgrade, config, "head")`
  const { positional } = argumentsOf(node, module);
  if (positional.some((one) => names.has(module.source(one)))) return true;
  if (
    !/(?:^|\.)(?:run|call|check_call|check_output|Popen|system|create_subprocess_exec|create_subprocess_shell)$/u.test(
      callee,
    )
  )
    return false;
  const [first] = positional;
  const whole =
    first?.name === "ArrayExpression"
      ? module.source(first)
      : positional.map((one) => literalOf(one, module) ?? "").join(" ");
  return /\balembic\b/u.test(whole) && /\bupgrade\b/u.test(whole) && !whole.includes("--sql");
}

/** The functions that a node lies in, innermost first. */
function functionsAround(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.name === "FunctionDefinition") found.push(outer);
  }
  return found;
}

function nameOf(definition: SyntaxNode, module: PythonModule): string {
  return module.source(definition.getChild("VariableName"));
}

function startsApplication(definition: SyntaxNode, module: PythonModule): boolean {
  const { text } = module;
  const name = nameOf(definition, module);
  if (STARTERS.test(name)) return true;
  const decorators =
    definition.parent?.name === "DecoratedStatement"
      ? text.slice(definition.parent.from, definition.from)
      : "";
  if (STARTING_DECORATOR.test(decorators)) return true;
  const handed = new RegExp(
    String.raw`\b(?:lifespan|on_startup)\s*=\s*\[?\s*${name}\b|add_event_handler\(\s*["']startup["']\s*,\s*${name}\b`,
    "u",
  );
  return handed.test(text);
}

/** At the top of a module that makes an application, outside of `if __name__ == "__main__"`. */
function moduleStart(node: SyntaxNode, text: string, file: string): string | null {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.name === "IfStatement" && text.slice(outer.from, outer.from + 40).includes("__name__"))
      return null;
  }
  return APPLICATION.test(text) ? `Importing ${baseName(file)}` : null;
}

/** Who starts an application and calls a function of this name, in words; null if nobody does. */
function callerOf(repository: Repository, files: readonly string[], name: string): string | null {
  if (STARTERS.test(name)) return null;
  const used = new RegExp(String.raw`\b${name}\b`, "u");
  for (const file of files) {
    const text = repository.read(file) ?? "";
    if (!used.test(text) || !(APPLICATION.test(text) || /lifespan|startup|on_event/u.test(text))) continue;
    const caller = callerIn(text, file, name);
    if (caller !== null) return caller;
  }
  return null;
}

function callerIn(text: string, file: string, name: string): string | null {
  let caller: string | null = null;
  const module = parsePython(text);
  walk(module.root, (node) => {
    if (caller !== null || node.name !== "CallExpression") return;
    const { positional } = argumentsOf(node, module);
    const calls = [module.source(node.firstChild), ...positional.map((one) => module.source(one))];
    if (!calls.some((one) => one === name || one.endsWith(`.${name}`))) return;
    const around = functionsAround(node);
    const started = around.find((one) => startsApplication(one, module));
    if (started !== undefined) caller = `\`${nameOf(started, module)}\``;
    else if (around.length === 0) caller = moduleStart(node, text, file);
  });
  return caller;
}
