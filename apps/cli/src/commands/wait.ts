import type { LiveState } from "@migrun/core";
import type { Context } from "../context.ts";
import type { TargetLook, WaitOutcome } from "../engine.ts";
import { demandOf } from "../live/read-live-options.ts";
import { statusLine } from "../live/status-text.ts";
import { startWaitProgress } from "../live/wait-progress.ts";
import { duration } from "../messages.ts";
import type { Invocation } from "../invocation.ts";
import { sceneOf } from "./scene.ts";

/** Seconds. */
const DEFAULT_TIMEOUT = 300;

/** `wait`: ends when the live databases are as demanded. 1 where they are not in time, 3 where nobody could look. */
export async function runWait(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options, operands } = invocation;
  const engine = await loadEngine();
  const demand = demandOf(options.live, "at-least-code");
  const timeoutSeconds = options.live.waitSeconds ?? DEFAULT_TIMEOUT;
  const started = io.now();
  const progress = startWaitProgress(io, { timeoutSeconds, quiet: options.quiet });
  let outcome: WaitOutcome;
  try {
    const request = { ...sceneOf(invocation, io), names: operands, demand, timeoutSeconds };
    outcome = await engine.wait(request, { emit: () => {}, signal: io.signal, onLooked: progress.seen });
  } finally {
    progress.stop();
  }
  if (outcome.kind === "ready") {
    if (!options.quiet)
      await io.stdout.write(
        linesOf(outcome.looks)
          .map((line) => `${line}\n`)
          .join(""),
      );
    return 0;
  }
  const missing = outcome.looks.filter(({ status }) => outcome.missing.includes(status.name));
  const after =
    outcome.kind === "timed-out" ? `after ${duration(io.now() - started)}` : "and waiting will not help";
  await io.stderr.write(
    [`migrun: not ready ${after}`, ...[...linesOf(missing), ...hintsFor(missing)].map((line) => `  ${line}`)]
      .map((line) => `${line}\n`)
      .join(""),
  );
  return missing.some(({ failure }) => failure !== null) ? 3 : 1;
}

/** What to do about it, once for each kind of reason. */
function hintsFor(missing: readonly TargetLook[]): readonly string[] {
  const has = (state: LiveState): boolean =>
    missing.some(({ status, failure }) => failure === null && status.state === state);
  return [
    ...(has("behind") || has("empty")
      ? [
          "Look at the Job that runs `migrun upgrade`. `migrun lock status` tells who holds the lock of a database.",
        ]
      : []),
    ...(missing.some(({ status, strangers }) => status.state === "unknown" && strangers.length > 0)
      ? [
          "If an image was rolled back, --allow-unknown lets it start; `record: true` gives the next `migrun upgrade` the proof to keep.",
        ]
      : []),
  ];
}

function linesOf(looks: readonly TargetLook[]): readonly string[] {
  return looks.map(({ status }) => statusLine(status));
}
