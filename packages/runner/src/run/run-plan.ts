import pLimit from "p-limit";

/** One piece of work of a run; it reports its own failures and never throws for an expected one. */
export type Work<T> = () => Promise<T>;

/**
 * Runs pieces of work, at most `jobs` at once, and gives their results in the order of the pieces.
 * The only place where concurrency between targets is decided. One failing piece never stops the
 * others; a thrown bug is rethrown when all have ended, so that everything was cleaned up.
 */
export async function runPlan<T>(pieces: readonly Work<T>[], jobs: number): Promise<readonly T[]> {
  const limit = pLimit(Math.max(1, jobs));
  const settled = await Promise.allSettled(pieces.map((piece) => limit(piece)));
  const bug = settled.find((one) => one.status === "rejected");
  if (bug !== undefined) throw bug.reason;
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}
