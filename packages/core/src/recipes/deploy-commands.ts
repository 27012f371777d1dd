/** Seconds that a Job waits for the lock, in all. */
const LOCK_SECONDS = 300;
/** Seconds in which it tries again what may pass by itself. */
const RETRY_SECONDS = 300;
/** The least that a Job may be given: both of them, and a minute of work. */
export const LEAST_DEADLINE_SECONDS = LOCK_SECONDS + RETRY_SECONDS + 60;
/** Seconds in which a revision at work may end after SIGTERM; what then still runs is cancelled. */
const GRACE_SECONDS = 90;
/** Seconds that Kubernetes gives after SIGTERM: the grace, and time for cancelling, proof and report. */
export const TERMINATION_SECONDS = 120;
/** Seconds after which a Job ends for good. */
export const DEADLINE_SECONDS = 1500;
/** Seconds that a pod waits for its database before it is started again. */
const WAIT_SECONDS = 300;
/** Where `migrun serve` listens in a pod. */
export const STATUS_PORT = 8080;

/** Upgrades one target; the report is one JSON document in the log. */
export function migrateCommand(target: string): readonly string[] {
  const limits = {
    "--lock-timeout": LOCK_SECONDS,
    "--retry-for": RETRY_SECONDS,
    "--grace": GRACE_SECONDS,
  };
  const words = Object.entries(limits).flatMap(([flag, seconds]) => [flag, String(seconds)]);
  return ["upgrade", target, "--format", "json", ...words];
}

/** Ends when the database has at least what this image needs; ahead is healthy. */
export function waitCommand(target: string): readonly string[] {
  return ["wait", target, "--at-least-code", "--timeout", String(WAIT_SECONDS)];
}

/** Looks once more after a deploy. Argo CD runs it after a sync back to an older image too: ahead is healthy. */
export function verifyCommand(target: string): readonly string[] {
  return ["verify", target, "--at-least-code", "--format", "json"];
}

/** Serves the state of targets: the word alone to everybody. */
export function serveCommand(targets: readonly string[]): readonly string[] {
  return ["serve", ...targets, "--host", "0.0.0.0", "--port", String(STATUS_PORT), "--public"];
}
