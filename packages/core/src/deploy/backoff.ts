/** Full jitter: anything from nothing to the doubled step, at most `capMs`. `random` is in [0, 1). Milliseconds. */
export function backoffMs(tries: number, random: number, { baseMs = 1000, capMs = 30_000 } = {}): number {
  return Math.round(random * Math.min(capMs, baseMs * 2 ** Math.max(0, tries - 1)));
}

/** States in which nothing was done that a second try could double: lock time-out, deadlock, serialization, no room, starting up. */
const RETRYABLE: ReadonlySet<string> = new Set(["55P03", "40P01", "40001", "53300", "57P03"]);

/** May a failed try be repeated? Only where every revision that began is committed or rolled back. */
export function isRetryable(failure: {
  readonly sqlState: string | null;
  /** The connection failed before anything was sent. */
  readonly isUnreachable: boolean;
  readonly states: readonly string[];
}): boolean {
  if (failure.states.includes("unknown")) return false;
  return failure.isUnreachable || (failure.sqlState !== null && RETRYABLE.has(failure.sqlState));
}
