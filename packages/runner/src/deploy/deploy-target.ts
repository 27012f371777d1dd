import { backoffMs, type Result, type UpgradeTarget } from "@migrun/core";
import type { Zygote } from "../bridge/zygote.ts";
import { plainProblem } from "./deploy-problems.ts";
import { DeployRecord } from "./deploy-record.ts";
import type { DeployOptions } from "./deploy-request.ts";
import { judgeDeploy, type TryOutcome } from "./judge-deploy.ts";
import type { LiveFailure, LiveListener, LivePythons } from "./live-bridge.ts";
import type { LiveAnswer, LiveRequest } from "./live-protocol.ts";
import type { LiveScene } from "./live-scene.ts";

/** What the targets of one deploy share. */
export interface DeployContext {
  readonly pythons: LivePythons;
  readonly runId: string;
  readonly options: DeployOptions;
  readonly signal: AbortSignal;
  /** Ends what runs at once, without a look afterwards. */
  readonly hurry: AbortSignal;
  readonly show: (path: string) => string;
  readonly listen: (target: string) => Pick<LiveListener, "onEvent" | "onOutput">;
  readonly note: (message: string) => void;
  /** Milliseconds of some clock that only goes forward. */
  readonly now: () => number;
  readonly random: () => number;
}

/** How often the lock is asked for. Milliseconds. */
const POLL_MS = 1000;
/** A statement gives up its wait for a table after this: readers queue behind it meanwhile. */
const STATEMENT_LOCK_MS = 3000;
const IDLE_IN_TRANSACTION_MS = 60_000;
/** What a process may take to unwind after its statement was cancelled. */
const UNWIND_MS = 10_000;

const LOCK_NOT_AVAILABLE = "55P03";

/** The part of a target's report that is the same whatever comes of it. */
export function reportOf(scene: LiveScene, context: Pick<DeployContext, "show">): UpgradeTarget {
  const { target } = scene;
  return {
    name: target.name,
    config: context.show(target.iniFile ?? target.tomlFile ?? target.cwd),
    section: target.section,
    status: "skipped",
    exitCode: 0,
    durationMs: 0,
    database: null,
    direction: "upgrade",
    from: null,
    revisions: [],
    unit: null,
    tries: 0,
    lockTimeoutRetries: 0,
    waitedMs: 0,
    settings: {},
    proof: null,
    lost: [],
    sql: null,
    problem: null,
    notes: [],
  };
}

/** Migrates one target: as often as it takes, within the time for it, and only where a further try cannot do harm. */
export async function deployTarget(
  scene: LiveScene,
  direction: "upgrade" | "downgrade",
  context: DeployContext,
): Promise<UpgradeTarget> {
  const started = context.now();
  const base = reportOf(scene, context);
  const done: string[] = [];
  let [waitedMs, lockTimeoutRetries] = [0, 0];
  for (let tries = 1; ; tries++) {
    const python = await context.pythons.pythonFor(scene.target);
    if (!python.ok) return { ...base, status: "failed", exitCode: 3, problem: noPython(python.error) };
    const outcome = await tryOnce(scene, { direction, python: python.value, waitedMs }, context);
    waitedMs += outcome.waitedMs;
    const spent = context.now() - started;
    const pause = backoffMs(tries, context.random());
    if (!outcome.mayRetry || context.signal.aborted || spent + pause > context.options.retryForMs) {
      const { mayRetry: _, ...rest } = outcome;
      return withEarlier(
        { ...base, ...rest, direction, tries, lockTimeoutRetries, waitedMs, durationMs: Math.round(spent) },
        done,
      );
    }
    if (outcome.problem?.sqlState === LOCK_NOT_AVAILABLE) lockTimeoutRetries += 1;
    for (const { id, state } of outcome.revisions) if (state === "committed") done.push(id);
    context.note(
      `${scene.target.name}: ${outcome.problem?.message ?? "failed"} Next try in ${(pause / 1000).toFixed(1)} s`,
    );
    await pauseFor(pause, context.signal);
  }
}

/** What earlier tries committed belongs to this deploy too. */
function withEarlier(report: UpgradeTarget, done: readonly string[]): UpgradeTarget {
  const known = new Set(report.revisions.map(({ id }) => id));
  const earlier = done.filter((id) => !known.has(id)).map((id) => ({ id, state: "committed" as const }));
  if (earlier.length === 0) return report;
  const status = report.status === "at_head" ? "upgraded" : report.status;
  const exitCode = [4, 6].includes(report.exitCode) ? 5 : report.exitCode;
  return { ...report, status, exitCode, revisions: [...earlier, ...report.revisions] };
}

async function tryOnce(
  scene: LiveScene,
  call: {
    readonly direction: "upgrade" | "downgrade";
    readonly python: Zygote;
    readonly waitedMs: number;
  },
  context: DeployContext,
): Promise<TryOutcome> {
  const record = new DeployRecord();
  const lockTimeoutMs = Math.max(0, context.options.lockTimeoutMs - call.waitedMs);
  const request = { ...liveRequest(scene, context), direction: call.direction, lockTimeoutMs };
  const asked = await runCall<LiveAnswer>(scene, { ...call, operation: "deploy", request, record }, context);
  const { direction } = call;
  const common = { record, direction, show: context.show };
  if (asked.ok) return judgeDeploy({ ...common, answer: asked.value, look: null, ended: null });
  if ("error" in asked.error) {
    const answer = { ...NOTHING, error: asked.error.error };
    return judgeDeploy({ ...common, answer, look: null, ended: null });
  }
  if (context.hurry.aborted)
    return judgeDeploy({ ...common, answer: null, look: null, ended: asked.error.ended, isHurried: true });
  // Whoever ended it: what is there now is asked of the database, when nothing of the run is at work any more.
  const python = await context.pythons.pythonFor(scene.target);
  const looked = python.ok
    ? await runCall<LiveAnswer>(
        scene,
        {
          python: python.value,
          operation: "look",
          request: { ...request, runId: context.runId },
          record: new DeployRecord(),
        },
        { ...context, signal: new AbortController().signal },
      )
    : null;
  const look = looked?.ok === true ? looked.value : null;
  return judgeDeploy({ ...common, answer: null, look, ended: asked.error.ended });
}

const NOTHING: LiveAnswer = {
  reason: null,
  message: null,
  details: {},
  error: null,
  disconnected: false,
  pause: null,
  runs: [],
  plans: [],
  started: [],
  unsafe: [],
  waitedMs: 0,
  place: null,
  settings: {},
  blockers: [],
  faultsBefore: null,
  stopped: false,
  proof: null,
  remaining: null,
};

/** The request of a target, as `deploy` and `look` take it. */
export function liveRequest(
  scene: LiveScene,
  { options, runId }: Pick<DeployContext, "options" | "runId">,
): LiveRequest {
  return {
    runId,
    lockUrl: scene.lockUrl,
    lockScope: scene.settings.lockScope,
    lockTimeoutMs: options.lockTimeoutMs,
    pollMs: POLL_MS,
    expectHost: options.expectHost.length === 0 ? null : options.expectHost,
    statementLockTimeoutMs: STATEMENT_LOCK_MS,
    idleInTransactionTimeoutMs: IDLE_IN_TRANSACTION_MS,
    direction: "upgrade",
    to: options.to,
    heads: options.to !== "heads" || options.allHeads ? null : (scene.settings.heads ?? 1),
    step: options.step,
    record: scene.settings.record,
    release: null,
  };
}

/** Runs one operation; a signal lets it finish within the grace, then cancels it, then kills it; a second one kills it. */
export async function runCall<T>(
  scene: LiveScene,
  call: {
    readonly python: Zygote;
    readonly operation: "deploy" | "look" | "preview";
    readonly request: unknown;
    readonly record: DeployRecord;
  },
  context: DeployContext,
): Promise<Result<T, LiveFailure>> {
  const { signal, hurry, options } = context;
  let killer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  let onHurry = (): void => {};
  try {
    return await context.pythons.call<T>(call.python, {
      open: scene.open,
      operation: call.operation,
      request: call.request,
      listener: {
        ...context.listen(scene.target.name),
        add: (note) => call.record.add(note),
        onStarted: ({ stop, kill }) => {
          onAbort = () => {
            stop(options.graceMs);
            killer = setTimeout(kill, options.graceMs + UNWIND_MS);
          };
          onHurry = kill;
          if (hurry.aborted) kill();
          else hurry.addEventListener("abort", onHurry, { once: true });
          if (signal.aborted) onAbort();
          else signal.addEventListener("abort", onAbort, { once: true });
        },
      },
    });
  } finally {
    clearTimeout(killer);
    signal.removeEventListener("abort", onAbort);
    hurry.removeEventListener("abort", onHurry);
  }
}

/** There is no interpreter for a target. */
export function noPython(reason: string): UpgradeTarget["problem"] {
  const [message = "", ...hint] = reason.split("\n");
  return plainProblem("no-python", message, hint.join("\n"));
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
