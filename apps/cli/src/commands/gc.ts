import type { Context } from "../context.ts";
import { garbageCollected } from "../messages.ts";
import { neutralise } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { sceneOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

/** `gc`: removes databases, processes and folders of runs that no longer live, and names each. */
export async function runGc(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { quiet } = invocation.options;
  const engine = await loadEngine();
  const removed = await withProgress({ invocation, io }, { verbosity: 0, needsDatabase: true }, (runIo) =>
    engine.collectGarbage(sceneOf(invocation, io), runIo),
  );
  const lines = [...removed.map((one) => `removed ${neutralise(one)}`), garbageCollected(removed.length)];
  if (!quiet) await io.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return 0;
}
