import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import type { Binaries } from "./binaries.ts";
import { cacheFolder } from "./cache-folder.ts";
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
  readonly signal: AbortSignal;
  readonly onNote: (message: string) => void;
}

type Started = Result<Cluster, ServerProblem>;

/**
 * Private clusters, each in the hands of one lease at a time. A cluster that comes back is used again
 * only if everything outside of its databases is as it was; otherwise it is thrown away.
 */
export function createEmbeddedPool(options: EmbeddedPoolOptions): ServerPool {
  const turnstile = createTurnstile(options.size);
  const closing = new AbortController();
  const ready: Promise<Started>[] = [];
  const all = new Set<Promise<Started>>();
  const kept = new Set<Cluster>();
  let plan: Promise<Result<ClusterPlan, ServerProblem>> | undefined;
  let sweeping: Promise<unknown> | undefined;
  let inUse = 0;
  let counted = 0;

  const begin = async (): Promise<Started> => {
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
  const takeBack = (cluster: Cluster, databases: readonly string[]): void => {
    if (closing.signal.aborted) return;
    ready.push(track(reuse(cluster, databases, begin)));
  };

  return {
    kind: options.binaries.source === "system" ? "system" : "embedded",
    warm: (count) => {
      for (let missing = Math.min(count, options.size) - ready.length - inUse; missing > 0; missing -= 1) {
        ready.push(track(begin()));
      }
    },
    lease: async (_target, signal) => {
      const leave = await turnstile.enter(AbortSignal.any([signal, options.signal, closing.signal]));
      inUse += 1;
      const giveBack = (): void => {
        inUse -= 1;
        leave();
      };
      const started = await (ready.shift() ?? track(begin()));
      if (!started.ok || signal.aborted) {
        if (started.ok) ready.push(Promise.resolve(started));
        giveBack();
        signal.throwIfAborted();
      }
      if (!started.ok) throw serverError(started.error);
      const cluster = started.value;
      return leaseCluster(options.binaries, cluster, (databases) => {
        if (databases === "kept") kept.add(cluster);
        else takeBack(cluster, databases);
        giveBack();
      });
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(new Error("the pool is closed"));
      const started = await Promise.all([...all].map((each) => each.catch(() => null)));
      const clusters = new Set(started.flatMap((each) => (each?.ok ? [each.value] : [])));
      await Promise.all([
        ...[...clusters].map((each) => (kept.has(each) ? undefined : each.stop())),
        sweeping,
      ]);
    },
  };
}

async function preparePlan(options: EmbeddedPoolOptions): Promise<Result<ClusterPlan, ServerProblem>> {
  const identity = await serverIdentity(options.cwd);
  const cache = await cacheFolder(options.env, identity);
  if (cache === null) return err(noCache);
  const owner = await currentOwner();
  const making = { identity, cache, onNote: options.onNote };
  const prepared = await prepareBinaries(options.binaries, making);
  const template = await ensureTemplate(prepared, making);
  if (!template.ok) return template;
  const root = await temporaryRoot(options.env, identity);
  return ok({ prepared, template: template.value, identity, root, runId: createRunId(owner), owner });
}

const noCache: ServerProblem = {
  kind: "cannot-prepare",
  message: "There is no folder to keep the embedded Postgres in.",
  hint: "Set MIGRUN_CACHE_DIR to a folder that can be written, and read by the user that Postgres runs as.",
};

async function reuse(
  cluster: Cluster,
  databases: readonly string[],
  begin: () => Promise<Started>,
): Promise<Started> {
  const isAsBefore = await reset(cluster, databases).catch(() => false);
  if (isAsBefore) return ok(cluster);
  await cluster.stop();
  return await begin();
}

async function reset(cluster: Cluster, databases: readonly string[]): Promise<boolean> {
  for (const name of databases) await cluster.admin.query(dropStatement(name));
  const { added, removed } = compareStates(
    cluster.state,
    await readClusterState(cluster.admin, cluster.major),
  );
  return added.length === 0 && removed.length === 0;
}
