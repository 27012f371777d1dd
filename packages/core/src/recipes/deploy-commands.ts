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
  return ["upgrade", target, "--format", "json", "--grace", String(GRACE_SECONDS)];
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
