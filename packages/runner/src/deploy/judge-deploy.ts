import {
  failedExitCode,
  type InvalidIndex,
  isRetryable,
  judgeRevisions,
  type UpgradeProblem,
  type UpgradeProof,
  type UpgradeStatus,
  type UpgradeTarget,
} from "@migrun/core";
import { isNoUrl } from "./connect-hint.ts";
import { describeHolder, plainProblem, raisedProblem, stopProblem } from "./deploy-problems.ts";
import type { DeployRecord } from "./deploy-record.ts";
import type { LiveAnswer, LiveProof, LiveStop } from "./live-protocol.ts";
import { tellPartWay } from "./tell-part-way.ts";

/** The part of a target's report that one try decides. */
export type TryOutcome = Pick<
  UpgradeTarget,
  | "status"
  | "exitCode"
  | "database"
  | "from"
  | "revisions"
  | "unit"
  | "settings"
  | "proof"
  | "problem"
  | "notes"
> & { readonly waitedMs: number; readonly mayRetry: boolean };

const REFUSALS: ReadonlySet<LiveStop> = new Set([
  "wrong-database",
  "wrong-host",
  "wrong-target",
  "pooler",
  "driver",
  "dialect",
  "no-lock",
  "downgrade",
  "several-heads",
]);

const DONE: ReadonlySet<UpgradeStatus> = new Set(["upgraded", "downgraded", "at_head", "ahead"]);

/** How an answer, or what is left of a killed process, is judged. */
export interface JudgedTry {
  readonly record: DeployRecord;
  /** Null: the process is gone, and `look` tells what is there now. */
  readonly answer: LiveAnswer | null;
  readonly look: LiveAnswer | null;
  /** How the process ended, where it did. */
  readonly ended: string | null;
  /** A second signal ended it, and nobody looked. */
  readonly isHurried?: boolean;
  readonly direction: "upgrade" | "downgrade";
  readonly show: (path: string) => string;
}

/** What a try came to: by what a fresh connection saw, never by what was printed. */
export function judgeDeploy(judged: JudgedTry): TryOutcome {
  const { answer, record, look } = judged;
  const seen = answer ?? look;
  const plans = answer?.plans ?? record.plans;
  const byRun = (look !== null && look.error === null ? look.plans : seen?.remaining) ?? null;
  const remaining = remainingOf(byRun);
  // An env.py with several databases has a run for each, and the same ids in all of them.
  const revisions = plans.flatMap((planned, run) =>
    judgeRevisions({
      planned,
      started: answer?.started ?? record.started,
      unsafe: answer?.unsafe ?? record.unsafe,
      remaining: byRun?.[run] ?? null,
    }),
  );
  const proof = proofOf(seen?.proof ?? null, remaining);
  const before = new Set((answer?.faultsBefore?.invalidIndexes ?? []).map((one) => one.name));
  const newlyInvalid = (proof?.invalidIndexes ?? []).filter((one) => !before.has(one.name));
  // One that this history made is part of what was to be deployed, whichever run left it.
  const ours = (proof?.invalidIndexes ?? []).filter((one) => !before.has(one.name) || one.revision !== null);
  const problem = problemOf(judged, { remaining, isProved: proof !== null, broken: ours });
  const isBroken = newlyInvalid.length > 0 || problem?.kind === "invalid-index";
  const status = statusOf(judged, problem, plans.flat().length);
  const told = tellPartWay({ problem, revisions }, record);
  return {
    status,
    exitCode: exitCodeOf(judged, status, revisions, isBroken),
    database: seen?.place ?? record.place,
    from: record.rowsBefore ?? answer?.details.rows ?? null,
    revisions,
    unit: record.unit,
    settings: answer?.settings ?? {},
    proof,
    problem: told.problem,
    waitedMs: answer?.waitedMs ?? 0,
    notes: [...told.notes, ...brokenNotes(proof, before, problem), ...notesOf(proof, answer)],
    mayRetry: mayRetry(judged, revisions),
  };
}

/** Is a target where the targets after it want it? One that is ahead of this code is, too. */
export function isDone({ status }: Pick<UpgradeTarget, "status">): boolean {
  return DONE.has(status);
}

function remainingOf(byRun: readonly (readonly string[] | null)[] | null): readonly string[] | null {
  const all: string[] = [];
  for (const one of byRun ?? [null]) {
    if (one === null) return null;
    all.push(...one);
  }
  return all;
}

function proofOf(
  proofs: readonly LiveProof[] | null,
  remaining: readonly string[] | null,
): UpgradeProof | null {
  if (proofs === null || proofs.length === 0) return null;
  const rows: string[] = [];
  const invalidIndexes: InvalidIndex[] = [];
  const unvalidatedConstraints: UpgradeProof["unvalidatedConstraints"][number][] = [];
  for (const proof of proofs) {
    if ("unreachable" in proof) return null;
    rows.push(...proof.rows.flat());
    invalidIndexes.push(...proof.invalidIndexes.map((one) => ({ ...one, revision: one.revision ?? null })));
    unvalidatedConstraints.push(...proof.unvalidatedConstraints);
  }
  return {
    rows: rows.toSorted(),
    atTarget: remaining !== null && remaining.length === 0,
    invalidIndexes,
    unvalidatedConstraints,
  };
}

function problemOf(
  judged: JudgedTry,
  seen: {
    readonly remaining: readonly string[] | null;
    readonly isProved: boolean;
    readonly broken: readonly InvalidIndex[];
  },
): UpgradeProblem | null {
  const { answer } = judged;
  if (answer === null && judged.isHurried === true)
    return plainProblem("stopped", "A second signal ended it; nobody looked what became of it.", HURRIED);
  if (answer === null)
    return plainProblem("process-ended", `${judged.ended ?? "The process is gone"}.`, GONE);
  const { reason } = answer;
  if (reason !== null) return stopProblem({ ...answer, reason });
  if (answer.error !== null) return raisedProblem(answer.error, answer, judged.show);
  if (answer.stopped && seen.remaining !== null && seen.remaining.length > 0)
    return plainProblem(
      "stopped",
      "Stopped between two revisions.",
      "Run it again: it goes on where this one ended.",
    );
  if (!seen.isProved)
    return plainProblem(
      "not-proved",
      "No new connection could be made to prove the result.",
      "Run `migrun verify` when the server answers.",
    );
  if (seen.remaining === null || seen.remaining.length > 0)
    return plainProblem(
      "not-committed",
      "env.py reported success, and a new connection does not see its work: it was rolled back.",
      "env.py executes a statement before `context.configure`, so that Alembic takes the transaction for yours and never commits: commit it, or open the connection with `engine.begin()`.",
    );
  const [index] = seen.broken;
  if (index === undefined) return null;
  const by = index.revision === null ? "" : `, which revision ${index.revision} makes,`;
  const problem = plainProblem(
    "invalid-index",
    `The index ${index.name} on ${index.table}${by} is invalid: its build did not end.`,
    dropHint(index),
  );
  return { ...problem, revision: index.revision };
}

const HURRIED =
  "What had begun may still run in the server for some seconds, and its end is not known. `migrun status` tells what is there; the next run waits until nothing of this one is at work, and goes on.";
const GONE =
  "The states below are what the database has. Run the command again: it waits until nothing of this run is left, and goes on.";

function dropHint({ name }: InvalidIndex): string {
  return `REINDEX INDEX CONCURRENTLY ${name}; or DROP INDEX CONCURRENTLY IF EXISTS ${name}; and build it again. The planner does not use it, and IF NOT EXISTS takes it for there.`;
}

function statusOf(judged: JudgedTry, problem: UpgradeProblem | null, planned: number): UpgradeStatus {
  const reason = judged.answer?.reason ?? null;
  if (reason === "ahead") return "ahead";
  if (reason === "lock-busy") return "busy";
  if (reason !== null && REFUSALS.has(reason)) return "refused";
  if (problem !== null) return "failed";
  if (planned === 0) return "at_head";
  return judged.direction === "upgrade" ? "upgraded" : "downgraded";
}

function exitCodeOf(
  judged: JudgedTry,
  status: UpgradeStatus,
  revisions: TryOutcome["revisions"],
  hasInvalid: boolean,
): number {
  if (status !== "failed" && status !== "busy" && status !== "refused") return 0;
  const failed = failedExitCode(revisions);
  if (status === "refused") return failed === 5 ? 5 : judged.answer?.details.missing === true ? 3 : 2;
  if (status === "busy") return failed === 5 ? 5 : 6;
  const { answer } = judged;
  const isPartWay = revisions.some(({ state }) => state === "unknown");
  // The signal's own exit code says it, unless a human has to look.
  if (answer?.reason === "stopped" || (answer?.stopped === true && answer.error === null))
    return isPartWay ? 5 : 0;
  if (hasInvalid && failed === 4) return 5;
  if (answer?.error?.sqlState === "55P03" && failed === 4) return 6;
  if (failed === 4 && answer?.error?.kind === "settings") return 2;
  if (failed === 4 && judged.record.plans.length === 0 && answer?.error && isNoUrl(answer.error)) return 2;
  if (failed === 4 && (isUnconnected(judged) || lacksModule(judged))) return 3;
  return failed;
}

function mayRetry(judged: JudgedTry, revisions: TryOutcome["revisions"]): boolean {
  const { answer } = judged;
  if (answer === null || answer.stopped || answer.reason !== null || answer.error === null) return false;
  const states = revisions.map(({ state }) => state);
  return isRetryable({ sqlState: answer.error.sqlState, isUnreachable: isUnreachable(judged), states });
}

/** A driver or a module of env.py is not there, and no revision began. */
function lacksModule({ answer }: JudgedTry): boolean {
  return answer?.error?.kind === "import" && answer.error.revision === null && answer.started.length === 0;
}

/** No connection, and nothing sent: a wrong password is no reason to try again. */
function isUnreachable(judged: JudgedTry): boolean {
  const message = judged.answer?.error?.message ?? "";
  if (/password|authentication|does not exist|pg_hba|certificate/iu.test(message)) return false;
  return isUnconnected(judged);
}

/** No connection was made, for whatever reason: nobody could look. */
function isUnconnected({ answer, record }: JudgedTry): boolean {
  const error = answer?.error ?? null;
  if (error === null || record.plans.length > 0 || record.unit !== null) return false;
  const isConnect =
    error.kind === "database" ||
    /^(?:\w+\.)*(?:Connection\w*Error|OSError|gaierror|TimeoutError)$/u.test(error.exception ?? "");
  return isConnect && (error.sqlState === null || /^(?:08|57P0|28|3D|53300)/u.test(error.sqlState));
}

/** The invalid indexes, but for the one that the problem itself is about. */
function brokenNotes(
  proof: UpgradeProof | null,
  before: ReadonlySet<string>,
  problem: UpgradeProblem | null,
): readonly string[] {
  const told = problem?.kind === "invalid-index" ? problem.message : "";
  return (proof?.invalidIndexes ?? [])
    .filter(({ name }) => !told.startsWith(`The index ${name} on `))
    .map((index) => {
      const since = before.has(index.name) ? "was invalid before" : "is invalid";
      return `the index ${index.name} on ${index.table} ${since}: ${dropHint(index)}`;
    });
}

function notesOf(proof: UpgradeProof | null, answer: LiveAnswer | null): readonly string[] {
  const notes: string[] = [];
  for (const one of proof?.unvalidatedConstraints ?? [])
    notes.push(
      `the constraint ${one.name} on ${one.table} is NOT VALID: ALTER TABLE ${one.table} VALIDATE CONSTRAINT ${one.name}`,
    );
  if (answer?.reason === "lock-lost" && answer.blockers.length > 0)
    notes.push(`last seen in the way: ${answer.blockers.map(describeHolder).join("; ")}`);
  return notes;
}
