import {
  type DatabaseUrl,
  MigrunError,
  parseDatabaseUrl,
  type Target,
  type TargetConfig,
} from "@migrun/core";
import { readEnvFiles } from "../run/setting-files.ts";
import { type RunGround, settingsOf, type WantedTargets } from "../run/prepare-run.ts";
import type { LiveOpenRequest } from "./live-protocol.ts";

/** A target on its live database: how Python is opened, and where the lock is. */
export interface LiveScene {
  readonly target: Target;
  readonly settings: TargetConfig;
  readonly open: LiveOpenRequest;
  /** Null: env.py's own URL, as in production. Holds a password. */
  readonly lockUrl: string | null;
}

/**
 * The environment of production: what migrun was started with, `envFile` and `env`. With a configured URL,
 * `sqlalchemy.url` and the variables that env.py reads its URL from hold that; without, nothing is changed.
 */
export async function liveScene(
  target: Target,
  ground: RunGround,
  inherited: Readonly<Record<string, string | undefined>>,
): Promise<LiveScene> {
  const settings = settingsOf(ground.config, target.name);
  const unset = ground.loaded.unset.find((issue) =>
    [`targets.${target.name}.url`, `targets.${target.name}.migrateUrl`].includes(issue.path),
  );
  if (unset !== undefined) throw urlIsUnset(unset.path, unset.message);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) if (value !== undefined) env[name] = value;
  const fromFiles = await readEnvFiles(settings.envFile, ground.show);
  if (!fromFiles.ok) throw fromFiles.error;
  Object.assign(env, fromFiles.value);
  Object.assign(env, settings.env);
  const configured = settings.migrateUrl ?? settings.url;
  const own = target.url ?? target.rawUrl;
  if (configured !== null)
    for (const name of target.urlEnv) env[name] = likeIts(configured, env[name] ?? own, target);
  const { iniFile, tomlFile, section, cwd, name } = target;
  const url = configured === null ? null : likeIts(configured, own, target);
  return {
    target,
    settings,
    lockUrl: url,
    open: {
      target: name,
      iniFile,
      tomlFile,
      section,
      cwd,
      scriptLocation: target.isLocationConfigured ? null : target.scriptLocation,
      x: settings.x,
      url,
      env,
      mode: "live",
    },
  };
}

/** Which targets a deploy needs: the variables that env.py reads matter only where a URL is configured for them. */
export function wantedTargets(names: readonly string[], { config }: RunGround): WantedTargets {
  const settings = Object.values(config.targets);
  return { names, variables: settings.some(({ url, migrateUrl }) => url !== null || migrateUrl !== null) };
}

/** The configured URL with the driver that env.py's own names, where it names none itself. */
function likeIts(configured: string, own: string | null | undefined, target: Target): string {
  const wanted = parseDatabaseUrl(configured);
  if (wanted === null || wanted.driver !== null || wanted.dialect !== "postgresql") return configured;
  const driver = driverOf(own === null || own === undefined ? null : parseDatabaseUrl(own), target);
  const name = driver === null ? "postgresql" : `postgresql+${driver}`;
  return configured.trim().replace(/^postgres(?:ql)?(?=:)/u, name);
}

function driverOf(own: DatabaseUrl | null, target: Target): string | null {
  if (own?.dialect === "postgresql" && own.driver !== null) return own.driver;
  return target.isAsync ? "asyncpg" : null;
}

function urlIsUnset(path: string, message: string): MigrunError {
  return new MigrunError(`${path} cannot be read: ${message}.`, {
    code: "MIGRUN_LIVE_URL_UNSET",
    exitCode: 2,
    hint: "Set the variable where the deploy runs, or leave the key out: env.py's own URL is used then.",
  });
}
