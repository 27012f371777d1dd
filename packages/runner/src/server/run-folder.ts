import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createClusterFolder } from "./cluster-folder.ts";
import { currentOwner } from "./owner.ts";
import { createRunId } from "./run-id.ts";
import { sweepClusters } from "./sweep.ts";

/** A private folder of a run; it goes with it. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Gives a run a private folder for its throw-away files. It is named and owned like a cluster's, so that the next run
 * sweeps what a killed one left.
 */
export async function openRunFolder(env: Readonly<Record<string, string | undefined>>): Promise<RunFolder> {
  const owner = await currentOwner();
  const swept = sweepClusters(env).catch(() => []);
  const path = createClusterFolder(
    tmpdir(),
    { runId: createRunId(owner), number: 0 },
    { owner, identity: null },
  );
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await swept;
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
