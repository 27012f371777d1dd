import type { Context } from "../context.ts";
import type { TargetLook } from "../engine.ts";
import { demandOf } from "../live/read-live-options.ts";
import { statusLine } from "../live/status-text.ts";
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
  const outcome = await engine.wait(
    { ...sceneOf(invocation, io), names: operands, demand, timeoutSeconds },
    {
      emit: () => {},
      signal: io.signal,
      onWaiting: (looks) => {
        if (options.quiet) return;
        void io.stderr.write(`migrun: waiting for ${linesOf(looks).join("; ")}\n`);
      },
    },
  );
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
    [`migrun: not ready ${after}`, ...linesOf(missing).map((line) => `  ${line}`)]
      .map((line) => `${line}\n`)
      .join(""),
  );
  return missing.some(({ failure }) => failure !== null) ? 3 : 1;
}

function linesOf(looks: readonly TargetLook[]): readonly string[] {
  return looks.map(({ status }) => statusLine(status));
}
