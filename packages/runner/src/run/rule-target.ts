import { readFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  importedModules,
  type ModuleLookup,
  type RuleTarget,
  type Target,
  type TargetConfig,
  VERSION_WIDTH,
  versionWidthIn,
} from "@migrun/core";
import { repositoryRoot } from "../git/repository-root.ts";
import type { History } from "../history/read-history.ts";
import { ModuleFiles } from "../targets/module-files.ts";

/** What rules may ask of a target, and what answers them. */
export interface RuleTargetOptions {
  readonly settings: TargetConfig;
  /** Modules that the revisions of all targets may import. */
  readonly allowImports: readonly string[];
  readonly alembic: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A target as rules see it. What few rules ask for is looked up when it is asked. */
export async function createRuleTarget(
  target: Target,
  history: History,
  { settings, allowImports, alembic, cwd, env }: RuleTargetOptions,
): Promise<RuleTarget> {
  let lookup: ModuleLookup | null = null;
  const find: ModuleLookup = (name) => {
    const files = (): ModuleFiles => new ModuleFiles(repositoryRoot(cwd) ?? cwd, env);
    lookup ??= files().lookupFor(withPackage(target), settings.env["PYTHONPATH"] ?? null);
    return lookup(name);
  };
  let named: boolean | null = null;
  return {
    name: target.name,
    alembic,
    heads: settings.heads ?? 1,
    fileTemplate: target.fileTemplate,
    versionWidth: await readVersionWidth(target, history),
    root: cwd,
    scriptDirectory: target.scriptDirectory,
    allowImports: [...allowImports, ...settings.allowImports],
    moduleFile: (name) => {
      const file = find(name)?.file ?? null;
      // A virtual environment inside of the repository.
      return file === null || /[\\/](?:site|dist)-packages[\\/]/u.test(file) ? null : file;
    },
    hasNamingConvention: () => (named ??= namesConstraints(target, find)),
  };
}

/** Revisions that are a part of a package find it, wherever it lies: it may be installed. */
function withPackage(target: Target): Target {
  if (target.scriptDirectory === null) return target;
  const isPackage = (folder: string): boolean => existsSync(join(folder, "__init__.py"));
  let folder = dirname(target.scriptDirectory);
  while (!isPackage(folder) && dirname(folder) !== folder) folder = dirname(folder);
  while (isPackage(folder)) folder = dirname(folder);
  return { ...target, prependSysPath: [...target.prependSysPath, folder] };
}

/** Asked only where an id needs to know: the texts of a whole history are read for it. */
async function readVersionWidth(target: Target, { files, revisions }: History): Promise<number> {
  if (revisions.every((revision) => revision.id.length <= VERSION_WIDTH)) return VERSION_WIDTH;
  const env = target.scriptDirectory === null ? [] : [join(target.scriptDirectory, "env.py")];
  const paths = [...env, ...files.map((file) => file.file)];
  return versionWidthIn(await Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => ""))));
}

/** Modules of the repository that are looked through, from env.py on. */
const MOST_MODULES = 2000;

/** Does env.py, or a module of the repository that it comes to, speak of a naming convention? */
function namesConstraints({ scriptDirectory }: Target, find: ModuleLookup): boolean {
  if (scriptDirectory === null) return false;
  const file = join(scriptDirectory, "env.py");
  const waiting = [{ name: "env_py", file, text: readText(file), isPackage: false }];
  const seen = new Set<string>();
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (/\bnaming_convention\b/u.test(module.text)) return true;
    for (const name of importedModules(module).flatMap(withPackages)) {
      if (seen.has(name) || seen.size > MOST_MODULES) continue;
      seen.add(name);
      const found = find(name);
      if (found !== null) waiting.push(found);
    }
  }
  return false;
}

/** `a`, `a.b`, `a.b.c`: packages around a module run as well. */
function withPackages(name: string): readonly string[] {
  const parts = name.split(".");
  return parts.map((_part, index) => parts.slice(0, index + 1).join("."));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
