import {
  databaseLabel,
  type DatabaseUrl,
  joinPath,
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
  /** What somebody who knows this environment may not expect. */
  readonly notes: readonly string[];
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
  const paths = ["url", "migrateUrl"].map((key) => joinPath(["targets", target.name, key]));
  const unset = ground.loaded.unset.find((issue) => paths.includes(issue.path));
  if (unset !== undefined) throw urlIsUnset(unset.path, unset.message);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) if (value !== undefined) env[name] = value;
  const fromFiles = await readEnvFiles(settings.envFile, ground.show);
  if (!fromFiles.ok) throw fromFiles.error;
  Object.assign(env, fromFiles.value);
  Object.assign(env, settings.env);
  const configured = settings.migrateUrl ?? settings.url;
  const own = target.url ?? target.rawUrl;
  const notes: string[] = [];
  if (configured !== null)
    for (const name of target.urlEnv) {
      const set = env[name];
      env[name] = likeIts(configured, set ?? own, target);
      const note = set === undefined ? null : overridden(name, set, configured);
      if (note !== null) notes.push(`\`${settings.migrateUrl === null ? "url" : "migrateUrl"}\` ${note}`);
    }
  const { iniFile, tomlFile, section, cwd, name } = target;
  const url = configured === null ? null : likeIts(configured, own, target);
  return {
    target,
    settings,
    lockUrl: url,
    notes,
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

/** Says that a variable names another place than the configured URL, whose it gets; null where they agree. */
function overridden(name: string, set: string, configured: string): string | null {
  const [theirs, ours] = [parseDatabaseUrl(set), parseDatabaseUrl(configured)];
  if (theirs === null) return `takes the place of ${name}, whose value is no URL`;
  if (ours === null) return null;
  const [from, to] = [databaseLabel(theirs), databaseLabel(ours)];
  if (from === to) return null;
  return `(${to}) takes the place of ${name}, which names ${from}`;
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
