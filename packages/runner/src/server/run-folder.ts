import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createClusterFolder } from "./cluster-folder.ts";
import { currentOwner } from "./owner.ts";
import { createRunId } from "./run-id.ts";
import { sweepClusters } from "./sweep.ts";

/**
 * Gives a run a private folder for its throw-away files, and removes it on every path. It is named and
 * owned like a cluster's, so that the next run sweeps what a killed one left.
 */
export async function withRunFolder<T>(
  env: Readonly<Record<string, string | undefined>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const owner = await currentOwner();
  const swept = sweepClusters(env).catch(() => []);
  const folder = createClusterFolder(
    tmpdir(),
    { runId: createRunId(owner), number: 0 },
    { owner, identity: null },
  );
  try {
    return await use(folder);
  } finally {
    await swept;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
