import { existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, dirname, join, sep } from "node:path";
import { readTargets } from "@migrun/core";
import type { PassedOver, ReadTargets, Target, TargetProblem } from "@migrun/core";
import { type LoadedConfig, targetRoot } from "../config/load-config.ts";
import { findConfigFiles } from "./find-config-files.ts";
import type { ConfigCandidate } from "./find-config-files.ts";
import { readConfigs } from "./read-configs.ts";

/** Why a config is passed over that git ignores, and the way to use it all the same. */
export const IGNORED_BY_GIT = "git ignores it; name it in targets.<name>.config to use it";

/** Where and with what settings to look for targets. */
export interface DiscoverRequest {
  /** The directory that migrun was started in; absolute. */
  readonly cwd: string;
  /** The configuration, and where it was found. */
  readonly loaded: LoadedConfig;
  /** False: variables of env.py are not wanted, as in runs that only read revision files. */
  readonly variables?: boolean;
  /** The environment for git; left out: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What was found below the folder of the configuration, and which of it lies below the working directory. */
export interface DiscoveredTargets extends ReadTargets {
  /** Does a run that names no target work on it? */
  readonly isHere: (one: Target | TargetProblem) => boolean;
}

/**
 * Finds every target below the working directory, and those that the configuration names. Where the configuration
 * lies further up, all below its folder are found and named from there, so that entries of targets elsewhere are
 * not missing. Nothing is run but git; no Python. Each part of the result carries its reason, for `migrun doctor`.
 */
export async function discoverTargets(request: DiscoverRequest): Promise<DiscoveredTargets> {
  const { cwd, loaded, env = process.env, variables = true } = request;
  const { config } = loaded;
  const root = targetRoot(cwd, loaded);
  const configuredIn = loaded.files[0] ?? null;
  const found = await findConfigFiles(root, env);
  const named = await namedCandidates(request, found);
  const configs = await readConfigs([...found.filter((one) => !named.has(one.file)), ...named.values()]);
  const read = readTargets({
    cwd,
    root,
    configuredIn,
    configs: configs.configs,
    configured: Object.entries(config.targets).map(([name, target]) => ({ name, ...target })),
    exists: existsSync,
    pathSeparator: delimiter,
  });
  const isBelow = (file: string): boolean => root === cwd || file.startsWith(cwd + sep);
  const targets = variables
    ? await (await import("./infer-variables.ts")).inferVariables(read.targets, { cwd, config, env })
    : read.targets;
  return {
    targets,
    passedOver: [
      ...read.passedOver,
      ...configs.passedOver,
      ...(await ignoredInCwd(cwd, [...found, ...named.values()])),
    ].filter(({ file }) => isBelow(file)),
    problems: [...configs.problems, ...read.problems],
    isHere: (one) => filesOf(one).some((file) => isBelow(file) || file === configuredIn),
  };
}

/** Where a target lies: its configs, and its scripts where one config at the top serves several folders. */
function filesOf(one: Target | TargetProblem): readonly string[] {
  if ("file" in one) return [one.file];
  return [one.iniFile, one.tomlFile, one.scriptDirectory].filter((file) => file !== null);
}

/** Files that the configuration names, and what Alembic reads beside them; they count wherever they are. */
async function namedCandidates(
  { cwd, loaded }: DiscoverRequest,
  found: readonly ConfigCandidate[],
): Promise<ReadonlyMap<string, ConfigCandidate>> {
  const beside = new Set(found.filter((one) => one.leftOut === null).map((one) => one.file));
  const wanted = Object.values(loaded.config.targets).flatMap((target) => {
    const folders = [target.cwd, target.config === null ? null : dirname(target.config)];
    const merged = folders.flatMap((folder) => (folder === null ? [] : [join(folder, "pyproject.toml")]));
    return target.config === null ? merged : [target.config, ...merged];
  });
  // Alembic merges the pyproject.toml of the directory it is started in.
  wanted.push(...new Set([targetRoot(cwd, loaded), cwd].map((folder) => join(folder, "pyproject.toml"))));
  const named = new Map<string, ConfigCandidate>();
  for (const file of wanted) {
    if (!beside.has(file) && (await isReadable(file))) named.set(file, { file, leftOut: null });
  }
  return named;
}

/** The one file whose absence would surprise: Alembic's default config, ignored by git. */
async function ignoredInCwd(cwd: string, known: readonly ConfigCandidate[]): Promise<readonly PassedOver[]> {
  const file = join(cwd, "alembic.ini");
  if (known.some((one) => one.file === file) || !(await isReadable(file))) return [];
  return [{ file, section: null, reason: IGNORED_BY_GIT }];
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
