import type { Result } from "@migrun/core";
import { ok } from "@migrun/core";
import type { Launch } from "../network/launch.ts";
import { findBinaries } from "./binaries.ts";
import { createEmbeddedPool } from "./embedded-pool.ts";
import { createGivenPool } from "./given-pool.ts";
import { installedFolders } from "./install-server.ts";
import { parseServerUrl } from "./parse-server-url.ts";
import type { ServerPool } from "./server.ts";
import type { ServerProblem } from "./server-problem.ts";

/** Which server isolated databases are made on, and how many at a time. */
export interface ServerPoolOptions {
  /** `embedded`, or the URL of a given server. */
  readonly server: string;
  /** Major of the embedded server; a given one is what it is. */
  readonly major: number;
  /** Private clusters at a time. */
  readonly size: number;
  /** The caller's environment: MIGRUN_CACHE_DIR, MIGRUN_SERVERS_FROM, HOME, PATH are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** How long a server may take to be ready, or a given one to answer. Milliseconds; default 60 000. */
  readonly timeoutMs?: number;
  /** Slow things, for progress. */
  readonly onNote: (message: string) => void;
  /** Starts private servers in a network of their own. Default: in ours. */
  readonly launch?: Launch | null;
  /** Default: the working directory of this process. */
  readonly cwd?: string;
  /** File whose `node_modules` hold the platform package; default: the running program. */
  readonly from?: string;
}

/**
 * Finds out whether isolated databases can be had, and makes the pool that leases them. Private
 * clusters are started by `warm` and `lease`, a given server is connected to at once.
 */
export async function createServerPool(
  options: ServerPoolOptions,
): Promise<Result<ServerPool, ServerProblem>> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  if (options.server !== "embedded") {
    const place = await parseServerUrl(options.server);
    return place.ok ? await createGivenPool(place.value, timeoutMs, options.onNote) : place;
  }
  const { env, major } = options;
  const from = options.from ?? import.meta.url;
  const binaries = await findBinaries({ major, env, from, installed: await installedFolders(env, major) });
  if (!binaries.ok) return binaries;
  return ok(
    createEmbeddedPool({
      ...options,
      cwd: options.cwd ?? process.cwd(),
      launch: options.launch ?? null,
      binaries: binaries.value,
      startTimeoutMs: timeoutMs,
    }),
  );
}
