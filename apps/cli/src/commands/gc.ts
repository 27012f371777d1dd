import type { Context } from "../context.ts";
import { garbageCollected } from "../messages.ts";
import { neutralise } from "../plain-text.ts";
import type { Invocation } from "../program.ts";
import { startProgress } from "../progress/progress.ts";
import { sceneOf } from "./scene.ts";

/** `gc`: removes databases, processes and folders of runs that no longer live, and names each. */
export async function runGc(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { quiet, color } = invocation.options;
  const engine = await loadEngine();
  const progress = startProgress(io, { quiet, verbosity: 0, color, needsDatabase: true });
  try {
    const scene = sceneOf(invocation, io);
    const removed = await engine.collectGarbage(scene, { emit: progress.emit, signal: io.signal });
    progress.stop();
    const lines = [...removed.map((one) => `removed ${neutralise(one)}`), garbageCollected(removed.length)];
    if (!quiet) await io.stdout.write(lines.map((line) => `${line}\n`).join(""));
    return 0;
  } finally {
    progress.stop();
  }
}
