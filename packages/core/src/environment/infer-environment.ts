import { Evaluator } from "./evaluator.ts";
import type { ModuleLookup, ModuleText } from "./python-module.ts";
import { PythonModule, walk } from "./python-module.ts";
import { importedModules } from "./read-imports.ts";
import { makesAsyncEngine, SINK_WORDS } from "./url-sinks.ts";
import { VariableCollector } from "./variable-collector.ts";
import type { EnvironmentFacts } from "./variable.ts";

/** Most modules that are looked at for one env.py; what is beyond them stays unknown. */
const MOST_MODULES = 400;
/** A module without these words reads no variable and makes no settings object. */
const READING_WORDS = /environ|getenv|[Ss]ettings|SETTINGS|[Cc]onfig|decouple|dynaconf|\bEnv\b/u;

/**
 * Reads what an env.py, and the modules of the repository that it imports, take from the environment. Nothing is
 * executed; what is computed, or comes from elsewhere, stays unknown.
 */
export function inferEnvironment(env: ModuleText, lookup: ModuleLookup = () => null): EnvironmentFacts {
  const evaluator = new Evaluator(lookup);
  const module = new PythonModule(env);
  const collector = new VariableCollector(evaluator, module);
  let isAsync = false;
  walk(module.root, (node) => {
    isAsync ||= makesAsyncEngine(node, module);
  });
  // All of env.py runs; of a module that it imports, what stands outside of functions.
  collector.readAll(module);
  for (const imported of runningModules(module, evaluator))
    if (READING_WORDS.test(imported.text) || SINK_WORDS.test(imported.text)) collector.readModule(imported);
  return { ...collector.result(), isAsync };
}

/** Modules of the repository that run when env.py is loaded, packages around them included. */
function runningModules(env: PythonModule, evaluator: Evaluator): readonly PythonModule[] {
  const found = new Set<PythonModule>();
  const waiting = importNamesIn(env);
  for (let name = waiting.shift(); name !== undefined && found.size < MOST_MODULES; name = waiting.shift()) {
    const parts = name.split(".");
    for (let length = 1; length <= parts.length; length++) {
      const module = evaluator.module(parts.slice(0, length).join("."));
      if (module === null || found.has(module)) continue;
      found.add(module);
      waiting.push(...importedModules(module));
    }
  }
  return [...found];
}

/** env.py imports inside of its functions too, and those run. */
function importNamesIn(env: PythonModule): string[] {
  const names = new Set(importedModules(env));
  walk(env.root, (node) => {
    if (node.name !== "FunctionDefinition") return;
    for (const binding of [...env.namesIn(node).values()].flat()) {
      if (binding.kind !== "import") continue;
      names.add(binding.module);
      if (binding.name !== null) names.add(`${binding.module}.${binding.name}`);
    }
  });
  return [...names];
}
