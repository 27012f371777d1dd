import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { inferEnvironment, namesOf } from "@migrun/core";
import type { Config, Target } from "@migrun/core";
import { repositoryRoot } from "../git/repository-root.ts";
import { ModuleFiles } from "./module-files.ts";

/** Where modules are looked for, and what the configuration says of the targets. */
export interface InferOptions {
  readonly cwd: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The targets with what each env.py, and the modules that it imports, read from the environment. */
export async function inferVariables(
  targets: readonly Target[],
  { cwd, config, env }: InferOptions,
): Promise<readonly Target[]> {
  const files = new ModuleFiles(repositoryRoot(cwd) ?? cwd, env);
  return await Promise.all(targets.map((target) => withVariables(target, config, files)));
}

async function withVariables(target: Target, config: Config, files: ModuleFiles): Promise<Target> {
  const settings = config.targets[target.name];
  const text = await readEnvPy(target);
  if (text === null) return { ...target, urlEnv: settings?.urlEnv ?? [] };
  const file = join(target.scriptDirectory ?? target.cwd, "env.py");
  const lookup = files.lookupFor(target, settings?.env["PYTHONPATH"] ?? null);
  const facts = inferEnvironment({ name: "env_py", file, text, isPackage: false }, lookup);
  return {
    ...target,
    ...facts,
    urlEnv: settings?.urlEnv ?? namesOf(facts.variables, "url"),
    envFiles: facts.envFiles.map((one) => resolve(target.cwd, one)),
  };
}

/** Null where there is none, or where only Python can tell where it is. Alembic says so when it runs. */
async function readEnvPy(target: Target): Promise<string | null> {
  if (target.scriptDirectory === null) return null;
  try {
    return await readFile(join(target.scriptDirectory, "env.py"), "utf8");
  } catch {
    return null;
  }
}
