import { parseDatabaseUrl } from "@migrun/core";
import type { Config, ServerFact, Target } from "@migrun/core";
import { StatementError } from "../database/connect.ts";
import { settingsOf } from "../run/prepare-run.ts";
import { findBinaries } from "../server/binaries.ts";
import { hasTemplate } from "../server/cluster-template.ts";
import { givenProblem, noRight } from "../server/given-problem.ts";
import { openGiven } from "../server/given-pool.ts";
import { installedFolders } from "../server/install-server.ts";
import { parseServerUrl } from "../server/parse-server-url.ts";
import { serverCacheFolder } from "../server/server-cache-folder.ts";
import { serverIdentity } from "../server/server-identity.ts";
import type { ServerProblem } from "../server/server-problem.ts";

/** A server as it was found, and what stops a run on it. */
export interface ServerDiagnosis {
  readonly fact: ServerFact;
  readonly problem: ServerProblem | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A doctor that waits is no doctor. */
const TIMEOUT_MS = 5_000;

/** Makes the function that tells a target's server; each server is looked at once. None is started. */
export function createServerDoctor(
  config: Config,
  env: Environment,
  cwd: string,
): (target: Target) => Promise<ServerDiagnosis> {
  const known = new Map<string, Promise<ServerDiagnosis>>();
  return (target) => {
    const none = withoutServer(target);
    if (none !== null) return Promise.resolve(none);
    const settings = settingsOf(config, target.name);
    const server = settings.server ?? config.server;
    const major = settings.postgres ?? config.postgres;
    const key = server === "embedded" ? `${server} ${major}` : server;
    const answer =
      known.get(key) ?? (server === "embedded" ? lookAtEmbedded(major, env, cwd) : lookAtGiven(server));
    known.set(key, answer);
    return answer;
  };
}

/** Dialects that need no server of ours, and those that cannot have one. */
function withoutServer(target: Target): ServerDiagnosis | null {
  const url = target.url ?? target.rawUrl;
  const dialect = url === null ? null : (parseDatabaseUrl(url)?.dialect ?? null);
  if (dialect === "sqlite") {
    return {
      fact: { kind: "none", version: null, ready: true, state: "SQLite: a file of its own" },
      problem: null,
    };
  }
  if (dialect === null || dialect === "postgresql" || dialect === "driver") return null;
  const state = `${dialect} has no throw-away server: file checks only`;
  return { fact: { kind: "none", version: null, ready: false, state }, problem: null };
}

async function lookAtEmbedded(major: number, env: Environment, cwd: string): Promise<ServerDiagnosis> {
  const found = await findBinaries({
    major,
    env,
    from: import.meta.url,
    installed: await installedFolders(env, major),
  });
  if (!found.ok) return unusable("embedded", null, found.error);
  const { version } = found.value;
  const identity = await serverIdentity(cwd);
  const cache = await serverCacheFolder(env, identity);
  if (cache === null) {
    return unusable("embedded", version, {
      kind: "cannot-prepare",
      message: "There is no folder to keep the embedded server in.",
      hint: "Set MIGRUN_CACHE_DIR to a folder that can be written.",
    });
  }
  const prepared = hasTemplate(found.value, { cache, identity });
  const state = prepared ? "prepared" : "is prepared at the first run, about a second";
  return { fact: { kind: "embedded", version, ready: true, state }, problem: null };
}

async function lookAtGiven(url: string): Promise<ServerDiagnosis> {
  const wanted = await parseServerUrl(url);
  if (!wanted.ok) return unusable("given", null, wanted.error);
  const { place, opened } = await openGiven(wanted.value, TIMEOUT_MS);
  if (!opened.ok) return unusable("given", null, givenProblem(place, opened.error));
  await using connection = opened.value;
  try {
    const [row] = await connection.query<{
      version: string;
      super: boolean;
      databases: boolean;
      roles: boolean;
    }>(
      `SELECT current_setting('server_version') AS version, rolsuper AS super, rolcreatedb AS databases,
         rolcreaterole AS roles FROM pg_catalog.pg_roles WHERE rolname = current_user`,
    );
    const version = row?.version.split(" ")[0] ?? null;
    if (row === undefined || !(row.super || row.databases)) {
      return unusable(
        "given",
        version,
        noRight(`${place.endpoint.host}:${place.endpoint.port}`, place.endpoint.user),
      );
    }
    const rights = row.super
      ? "superuser"
      : `may create databases${row.roles ? " and roles" : ", not roles"}`;
    const state = `${place.endpoint.host}:${place.endpoint.port} as ${place.endpoint.user}, ${rights}`;
    return { fact: { kind: "given", version, ready: true, state }, problem: null };
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    return unusable("given", null, givenProblem(place, error.failure));
  }
}

function unusable(
  kind: "embedded" | "given",
  version: string | null,
  problem: ServerProblem,
): ServerDiagnosis {
  return { fact: { kind, version, ready: false, state: problem.message }, problem };
}
