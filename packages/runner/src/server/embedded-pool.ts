import { join } from "node:path";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import { LONGEST_SOCKET_PATH } from "../network/socket-path.ts";
import type { Binaries } from "./startable-server.ts";
import { serverCacheFolder } from "./server-cache-folder.ts";
import type { Launch } from "../network/launch.ts";
import { startCluster } from "./cluster.ts";
import type { Cluster, ClusterPlan } from "./cluster.ts";
import { compareStates, readClusterState } from "./cluster-state.ts";
import { ensureTemplate } from "./cluster-template.ts";
import { leaseCluster } from "./cluster-lease.ts";
import { dropStatement } from "./drop-database.ts";
import { currentOwner } from "./owner.ts";
import { prepareBinaries } from "./prepare-binaries.ts";
import { createRunId } from "./run-id.ts";
import type { ServerPool } from "./server.ts";
import { serverIdentity } from "./server-identity.ts";
import { serverError } from "./server-problem.ts";
import type { ServerProblem } from "./server-problem.ts";
import { dropNewRoles } from "./shared-objects.ts";
import { sweepClusters } from "./sweep.ts";
import { temporaryRoot } from "./temporary-root.ts";
import { createTurnstile } from "./turnstile.ts";

/** What a pool of private clusters is made of. */
export interface EmbeddedPoolOptions {
  readonly binaries: Binaries;
  /** Clusters at a time. */
  readonly size: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory: under root, its owner runs Postgres. */
  readonly cwd: string;
  /** How long a server may take to be ready. Milliseconds. */
  readonly startTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onNote: (message: string) => void;
  /** Starts servers in a network of their own; null: in ours. */
  readonly launch: Launch | null;
}

type Started = Result<Cluster, ServerProblem>;

/**
 * Private clusters, each in the hands of one lease at a time. A cluster that comes back is used again
 * only if everything outside of its databases is as it was; otherwise it is thrown away.
 */
export function createEmbeddedPool(options: EmbeddedPoolOptions): ServerPool {
  const turnstile = createTurnstile(options.size);
  const clusters = createClusterSupply(options);
  let inUse = 0;
  return {
    kind: options.binaries.source === "system" ? "system" : "embedded",
    warm: (count) => clusters.prepare(Math.min(count, options.size) - inUse),
    lease: async (_target, signal) => {
      const leave = await turnstile.enter(AbortSignal.any([signal, options.signal, clusters.closed]));
      inUse += 1;
      const giveBack = (): void => {
        inUse -= 1;
        leave();
      };
      const started = await clusters.take();
      if (!started.ok || signal.aborted) {
        if (started.ok) clusters.putBack(started.value, []);
        giveBack();
        signal.throwIfAborted();
      }
      if (!started.ok) throw serverError(started.error);
      const cluster = started.value;
      return leaseCluster(options.binaries, cluster, (databases) => {
        if (databases === "kept") clusters.forget(cluster);
        else clusters.putBack(cluster, databases);
        giveBack();
      });
    },
    [Symbol.asyncDispose]: () => clusters.close(),
  };
}

/** Clusters that are starting, ready, or being made ready for the next one. */
interface ClusterSupply {
  readonly closed: AbortSignal;
  /** Starts as many as are missing to have `count` at hand. */
  prepare(count: number): void;
  /** The next one; a new one where none is at hand. */
  take(): Promise<Started>;
  /** Makes it ready for the next one meanwhile. */
  putBack(cluster: Cluster, databases: readonly string[]): void;
  /** Leaves it running when the supply is closed. */
  forget(cluster: Cluster): void;
  /** Stops all of them, also those that are just starting. */
  close(): Promise<void>;
}

function createClusterSupply(options: EmbeddedPoolOptions): ClusterSupply {
  const closing = new AbortController();
  const ready: Promise<Started>[] = [];
  const all = new Set<Promise<Started>>();
  const forgotten = new Set<Cluster>();
  let plan: Promise<Result<ClusterPlan, ServerProblem>> | undefined;
  let sweeping: Promise<unknown> | undefined;
  let counted = 0;
  const start = async (): Promise<Started> => {
    sweeping ??= sweepClusters(options.env);
    plan ??= preparePlan(options);
    const prepared = await plan;
    if (!prepared.ok) return prepared;
    return await startCluster(prepared.value, () => (counted += 1), closing.signal);
  };
  const track = (started: Promise<Started>): Promise<Started> => {
    all.add(started);
    // Whoever takes it sees the failure; until then it must not count as unhandled.
    started.catch(() => {});
    return started;
  };
  return {
    closed: closing.signal,
    prepare: (count) => {
      for (let missing = count - ready.length; missing > 0; missing -= 1) ready.push(track(start()));
    },
    take: () => ready.shift() ?? track(start()),
    putBack: (cluster, databases) => {
      if (!closing.signal.aborted) ready.push(track(reuse(cluster, databases, start)));
    },
    forget: (cluster) => void forgotten.add(cluster),
    close: async () => {
      closing.abort(new Error("the pool is closed"));
      const started = await Promise.all([...all].map((each) => each.catch(() => null)));
      const running = new Set(started.flatMap((each) => (each?.ok ? [each.value] : [])));
      for (const cluster of forgotten) running.delete(cluster);
      // A kept server lives on; a connection to it would keep this process alive as well.
      const left = [...forgotten].map((each) => each.admin[Symbol.asyncDispose]());
      await Promise.all([...[...running].map((each) => each.stop()), ...left, sweeping]);
    },
  };
}

async function preparePlan(options: EmbeddedPoolOptions): Promise<Result<ClusterPlan, ServerProblem>> {
  const identity = await serverIdentity(options.cwd);
  const cache = await serverCacheFolder(options.env, identity);
  if (cache === null) return err(noCache);
  const owner = await currentOwner();
  const making = { identity, cache, onNote: options.onNote };
  const prepared = await prepareBinaries(options.binaries, making);
  const template = await ensureTemplate(prepared, making);
  if (!template.ok) return template;
  const wanted = await temporaryRoot(options.env, identity);
  const { startTimeoutMs, launch } = options;
  const runId = createRunId(owner);
  const root = launch === null ? wanted : rootForSockets(wanted, runId);
  return ok({ prepared, template: template.value, identity, root, runId, owner, startTimeoutMs, launch });
}

/** A Unix socket's path is limited; /tmp is short, and swept like the others. */
function rootForSockets(wanted: string, runId: string): string {
  const longest = join(wanted, `migrun-${runId}-0000`, ".s.PGSQL.65535.lock");
  return longest.length <= LONGEST_SOCKET_PATH ? wanted : "/tmp";
}

const noCache: ServerProblem = {
  kind: "cannot-prepare",
  message: "There is no folder to keep the embedded Postgres in.",
  hint: "Set MIGRUN_CACHE_DIR to a folder that can be written, and read by the user that Postgres runs as.",
};

async function reuse(
  cluster: Cluster,
  databases: readonly string[],
  start: () => Promise<Started>,
): Promise<Started> {
  const isAsBefore = await reset(cluster, databases).catch(() => false);
  if (isAsBefore) return ok(cluster);
  await cluster.stop();
  return await start();
}

async function reset(cluster: Cluster, databases: readonly string[]): Promise<boolean> {
  for (const name of databases) await cluster.admin.query(dropStatement(name));
  // What a target made for itself costs nothing to take away; anything else makes it another cluster.
  await dropNewRoles(cluster.admin, cluster.state);
  const { added, removed } = compareStates(
    cluster.state,
    await readClusterState(cluster.admin, cluster.major),
  );
  return added.length === 0 && removed.length === 0;
}
