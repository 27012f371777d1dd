import { randomBytes } from "node:crypto";
import { createRedactor, type LockHolder, MigrunError, type Target } from "@migrun/core";
import { prepareGround, prepareRun } from "../run/prepare-run.ts";
import { secretsOf, withoutSecrets } from "../run/redact-report.ts";
import type { Scene } from "../run/run-request.ts";
import { DeployRecord } from "./deploy-record.ts";
import { raisedProblem, stopProblem } from "./deploy-problems.ts";
import type { DeployOptions, UpgradeIo } from "./deploy-request.ts";
import { type DeployContext, liveRequest, runCall } from "./deploy-target.ts";
import { LivePythons } from "./live-bridge.ts";
import type { LiveAnswer } from "./live-protocol.ts";
import { liveScene, wantedTargets } from "./live-scene.ts";
import { onlyConfigured } from "./only-configured.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** `migrun lock status` and `migrun lock release --pid`. */
export interface LockRequest extends Scene {
  readonly names: readonly string[];
  /** Is a session to be ended, now or after a question? Then targets that were merely found do not count. */
  readonly ends: boolean;
  /** Pid of the session that is to be ended: a holder, or one that an earlier run left; null: only look. */
  readonly release: number | null;
}

/** The lock of one target's database. */
export interface LockState {
  readonly name: string;
  /** Null where nobody could look. */
  readonly database: string | null;
  readonly holders: readonly LockHolder[];
  /** Sessions that an earlier run left at work; they hold no lock, and the next run waits for them. */
  readonly orphans: readonly LockHolder[];
  /** Null: nothing was to be released here; false: the server refused. */
  readonly released: boolean | null;
  /** Why nobody could look; null: it is known. */
  readonly problem: string | null;
}

/** What a look at the locks needs of the options of a deploy: it waits for nothing. */
const OPTIONS: DeployOptions = {
  to: "heads",
  allHeads: true,
  step: false,
  dryRun: true,
  allowDowngrade: false,
  expectHost: [],
  lockTimeoutMs: 0,
  retryForMs: 0,
  graceMs: 1000,
};

/** Who holds the lock of each target's database; with `release` that holder's session is ended. Writes nothing else. */
export async function runLock(
  request: LockRequest,
  io: Pick<UpgradeIo, "signal">,
): Promise<readonly LockState[]> {
  const ground = await prepareGround(request);
  const found = await prepareRun(request, ground, wantedTargets(request.names, ground));
  const { prepared } = onlyConfigured(found, { names: request.names, all: !request.ends });
  const redact = createRedactor(await secretsOf(prepared, request.env));
  await using pythons = new LivePythons({ ...ground, env: request.env, signal: io.signal });
  const context: DeployContext = {
    pythons,
    runId: randomBytes(4).toString("hex"),
    options: OPTIONS,
    signal: io.signal,
    hurry: new AbortController().signal,
    show: ground.show,
    listen: () => ({ onEvent: () => {}, onOutput: () => {} }),
    note: () => {},
    now: monotonicMs,
    random: () => Math.random(),
  };
  const look = async (target: Target): Promise<LockState> => {
    const unknown = (problem: string): LockState => ({
      name: target.name,
      database: null,
      holders: [],
      orphans: [],
      released: null,
      problem,
    });
    const python = await pythons.pythonFor(target);
    if (!python.ok) return unknown(python.error);
    try {
      const scene = await liveScene(target, prepared, request.env);
      const asked = { ...liveRequest(scene, context), release: request.release };
      const call = {
        python: python.value,
        operation: "look" as const,
        request: asked,
        record: new DeployRecord(),
      };
      const looked = await runCall<LiveAnswer>(scene, call, context);
      return looked.ok ? stateOf(target.name, looked.value, ground.show) : unknown(endOf(looked.error));
    } catch (error) {
      if (!(error instanceof MigrunError)) throw error;
      return unknown(error.message);
    }
  };
  return withoutSecrets(await Promise.all(prepared.targets.map(look)), redact);
}

function stateOf(name: string, answer: LiveAnswer, show: (path: string) => string): LockState {
  const locks = answer.lock ?? [];
  const reason = answer.reason;
  const problem =
    locks.length > 0
      ? null
      : answer.error !== null
        ? raisedProblem(answer.error, answer, show).message
        : reason === null
          ? "env.py made no connection"
          : stopProblem({ ...answer, reason }).message;
  const released = locks.map((lock) => lock.released).filter((one) => one !== null);
  return {
    name,
    database: locks[0]?.place ?? null,
    holders: locks.flatMap((lock) => lock.holders),
    orphans: locks.flatMap((lock) => lock.orphans),
    released: released.length === 0 ? null : released.some(Boolean),
    problem,
  };
}

function endOf(error: { readonly error: { readonly message: string } } | { readonly ended: string }): string {
  return "ended" in error ? error.ended : error.error.message;
}
