import { setTimeout as pause } from "node:timers/promises";
import { meets, MigrunError } from "@migrun/core";
import { runPlan } from "../run/run-plan.ts";
import type { RunIo } from "../run/run-request.ts";
import type { WaitRequest } from "./live-request.ts";
import { lookAtTarget, type TargetLook } from "./look-at-target.ts";
import { LookTurns } from "./look-turns.ts";
import { type LiveTarget, readLiveTargets } from "./read-live-targets.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** How waiting ended. `hopeless`: time would not have helped. */
export interface WaitOutcome {
  readonly kind: "ready" | "timed-out" | "hopeless";
  /** By name; as last seen. */
  readonly looks: readonly TargetLook[];
  /** Names of the targets that are not as demanded. */
  readonly missing: readonly string[];
}

/** How `wait` says what it waits for. */
export interface WaitIo extends RunIo {
  /** Called after each round of looks, with all of them by name, and with those that are not as demanded. */
  readonly onLooked: (looks: readonly TargetLook[], missing: readonly TargetLook[]) => void;
}

/** Milliseconds. Polls begin close together and stretch; many replicas wait at once, so none keeps a beat. */
const POLL = { first: 500, most: 5000, lookLimit: 5000 } as const;

/** What no waiting mends: the configuration is wrong, or the files are. */
const FOR_EVER: ReadonlySet<TargetLook["failure"]> = new Set([
  "no-url",
  "bad-url",
  "unsupported",
  "no-files",
]);

/** Looks again and again until every selected database is as demanded, or the time is over. An aborted signal throws. */
export async function runWait(request: WaitRequest, io: WaitIo): Promise<WaitOutcome> {
  const deadline = monotonicMs() + request.timeoutSeconds * 1000;
  const { targets, redact } = await readLiveTargets(request, io);
  refuseUnlookable(targets);
  const turns = new LookTurns();
  const seen = new Map<string, TargetLook>();
  let interval: number = POLL.first;
  for (;;) {
    const left = deadline - monotonicMs();
    const limit = Math.max(250, Math.min(POLL.lookLimit, left));
    const limits = { connectTimeoutMs: limit, statementTimeoutMs: limit, signal: io.signal };
    const open = targets.filter(({ name }) => !isReady(seen.get(name), request));
    const pieces = open.map(
      (target) => () => turns.run(target, io.signal, () => lookAtTarget(target, { limits, redact })),
    );
    for (const look of await runPlan(pieces, pieces.length)) seen.set(look.status.name, look);
    const looks = targets.flatMap(({ name }) => seen.get(name) ?? []);
    const missing = looks.filter((look) => !isReady(look, request));
    const names = missing.map(({ status }) => status.name);
    io.onLooked(looks, missing);
    if (missing.length === 0) return { kind: "ready", looks, missing: [] };
    // A database never goes back to the files by itself.
    const isHopeless = missing.some(
      ({ status, failure }) => status.state === "ahead" || FOR_EVER.has(failure),
    );
    if (isHopeless) return { kind: "hopeless", looks, missing: names };
    const now = monotonicMs();
    if (now >= deadline) return { kind: "timed-out", looks, missing: names };
    const jitter = interval * (0.5 + Math.random());
    await pause(Math.max(0, Math.min(jitter, deadline - now)), undefined, { signal: io.signal });
    interval = Math.min(POLL.most, interval * 1.5);
  }
}

function isReady(look: TargetLook | undefined, { demand }: WaitRequest): boolean {
  return look !== undefined && meets({ ...look.status, strangers: look.strangers }, demand);
}

/** Throws (exit 2) where a target has no live database to wait for. */
function refuseUnlookable(targets: readonly LiveTarget[]): void {
  const wrong = targets.flatMap(({ name, place }) => (place.ok ? [] : [`${name}: ${place.error.message}`]));
  if (wrong.length === 0) return;
  throw new MigrunError("There is no live database to wait for.", {
    code: "MIGRUN_NO_LIVE_URL",
    exitCode: 2,
    details: wrong,
    hint: "Set `targets.NAME.url` in the configuration and the variables that it names, or name the targets to wait for.",
  });
}
