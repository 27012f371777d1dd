import { relative } from "node:path";
import {
  type Config,
  type ConfigFlags,
  MigrunError,
  CODE_REGISTRY,
  type Target,
  type TargetConfig,
  type TargetProblem,
} from "@migrun/core";
import { type LoadedConfig, loadConfig } from "../config/load-config.ts";
import { repositoryRoot } from "../git/repository-root.ts";
import { type DiscoveredTargets, discoverTargets } from "../targets/discover-targets.ts";
import type { Scene } from "./run-request.ts";
import { selectRun } from "./select-run.ts";

/** What a run stands on before its targets are known. */
export interface RunGround {
  readonly loaded: LoadedConfig;
  readonly config: Config;
  /** Root of the repository, where there is one; else the folder of the configuration. */
  readonly root: string;
  /** Makes an absolute path relative to the working directory, with `/`. */
  readonly show: (path: string) => string;
}

/** Config and targets of a run: what was asked for, made of what is there. */
export interface PreparedRun extends RunGround {
  /** The selected targets, by name. */
  readonly targets: readonly Target[];
  /** Every target there is, selected or not. */
  readonly discovered: readonly Target[];
  /** Configs that cannot be read as a target; those of targets that were not selected are left out. */
  readonly problems: readonly TargetProblem[];
  /** Files that were named and that no target has anything to do with. */
  readonly strayFiles: readonly string[];
}

/** Loads and judges the configuration. Throws a `MigrunError` (exit 2). */
export async function prepareGround(scene: Scene): Promise<RunGround> {
  return groundOf(scene.cwd, await loadScene(scene));
}

/** What a run in a working directory stands on, with a configuration that was loaded. */
export function groundOf(cwd: string, loaded: LoadedConfig): RunGround {
  return {
    loaded,
    config: loaded.config,
    root: repositoryRoot(cwd) ?? loaded.root,
    show: (path) => relative(cwd, path).replaceAll("\\", "/") || ".",
  };
}

/** What of the targets a run works on. */
export interface WantedTargets {
  readonly names: readonly string[];
  /** Will env.py run, so that its variables matter? */
  readonly variables: boolean;
}

/** Finds the targets and selects those that were named, or whose files were. Throws a `MigrunError` (exit 2). */
export async function prepareRun(
  scene: Scene,
  ground: RunGround,
  { names, variables }: WantedTargets,
): Promise<PreparedRun> {
  const { cwd, env } = scene;
  const found = await discoverTargets({ cwd, env, loaded: ground.loaded, variables });
  if (isNothing(names, found)) throw noTargets(found);
  const selected = await selectRun(names, found, scene.cwd);
  if (!selected.ok) throw unknownNames(selected.error);
  const { chosen, strayFiles } = selected.value;
  return {
    ...ground,
    targets: found.targets.filter((target) => chosen.has(target)),
    discovered: found.targets,
    problems: found.problems.filter((problem) => chosen.has(problem)),
    strayFiles,
  };
}

/** The effective configuration, without looking for targets. */
export function loadScene(scene: Scene): Promise<LoadedConfig> {
  const { cwd, env, flags } = scene;
  return loadConfig({
    cwd,
    explicitPath: flags.config,
    env,
    flags: configFlags(scene),
    codes: CODE_REGISTRY,
  });
}

/** The settings of a target; all unset where the configuration does not name it. */
export function settingsOf(config: Config, target: string): TargetConfig {
  return config.targets[target] ?? NOTHING_SET;
}

const NOTHING_SET: TargetConfig = {
  config: null,
  section: null,
  cwd: null,
  server: null,
  postgres: null,
  python: null,
  as: null,
  url: null,
  migrateUrl: null,
  trustUrl: false,
  record: false,
  lockScope: "database",
  urlEnv: null,
  env: {},
  envFile: [],
  x: [],
  after: [],
  bootstrap: [],
  assertions: [],
  heads: null,
  roundtrip: { floor: null },
  assumeLockTimeout: null,
  allowImports: [],
  ignore: [],
  rules: {},
};

/** How the user calls Alembic for a target from where migrun was started; through Flask-Migrate where it says where the scripts are. */
export function alembicCommand(target: Target, show: (path: string) => string): string {
  const at = show(target.cwd);
  // Which folder that is, its application says (`Migrate(app, db, directory=…)`).
  if (!target.isLocationConfigured) return at === "." ? "flask db" : `cd ${at} && flask db`;
  const parts = [at === "." ? "alembic" : `cd ${at} && alembic`];
  if (target.iniFile !== null) {
    const ini = relative(target.cwd, target.iniFile).replaceAll("\\", "/");
    if (ini !== "alembic.ini") parts.push("-c", ini);
  }
  if (target.section !== "alembic") parts.push("-n", target.section);
  return parts.join(" ");
}

function configFlags({ flags }: Scene): ConfigFlags {
  return {
    server: flags.server ?? undefined,
    postgres: flags.postgres ?? undefined,
    jobs: flags.jobs ?? undefined,
    python: flags.python ?? undefined,
    allRevisions: flags.allRevisions ?? undefined,
    strict: flags.strict ?? undefined,
    assumeLockTimeout: flags.assumeLockTimeout ?? undefined,
    isolation: flags.isolation ?? undefined,
    "timeouts.step": flags.timeout ?? undefined,
  };
}

/** Is there nothing to work on: nothing at all, or nothing here where no target was named? */
export function isNothing(
  names: readonly string[],
  { targets, problems, isHere }: Omit<DiscoveredTargets, "passedOver">,
): boolean {
  const everything = [...targets, ...problems];
  return everything.length === 0 || (names.length === 0 && !everything.some(isHere));
}

/** Nothing to work on. Targets that lie elsewhere below the configuration are named. */
export function noTargets({
  targets,
  passedOver,
}: Pick<DiscoveredTargets, "targets" | "passedOver">): MigrunError {
  const more = passedOver.length === 0 ? "" : ` (${passedOver.length} ini or TOML sections were passed over)`;
  if (targets.length > 0) {
    return new MigrunError(`No Alembic config lies in this directory or below${more}.`, {
      code: "MIGRUN_NO_TARGETS",
      exitCode: 2,
      hint: `Start migrun in the folder of the configuration, or name a target: ${targets.map(({ name }) => name).join(", ")}.`,
    });
  }
  return new MigrunError(`No Alembic config was found in this directory or below${more}.`, {
    code: "MIGRUN_NO_TARGETS",
    exitCode: 2,
    hint: "Start migrun where `alembic.ini` or a `pyproject.toml` with [tool.alembic] is, or name the file: `targets: { users: { config: path/to/alembic.ini } }`.",
  });
}

/** The error for names that no target has, with the nearest. */
export function unknownNames(error: {
  readonly unknown: readonly { readonly word: string; readonly nearest: string | null }[];
  readonly known: readonly string[];
}): MigrunError {
  const words = error.unknown.map(
    (one) => `"${one.word}"${one.nearest === null ? "" : ` (did you mean "${one.nearest}"?)`}`,
  );
  return new MigrunError(`There is no target ${words.join(", ")}.`, {
    code: "MIGRUN_UNKNOWN_TARGET",
    exitCode: 2,
    hint: `Choose from: ${error.known.join(", ")}.`,
  });
}
