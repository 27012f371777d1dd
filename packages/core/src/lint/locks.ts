/** Lock modes of tables, weakest first. Source: PostgreSQL manual, "Explicit Locking". */
export const LOCK_MODES = [
  "AccessShare",
  "RowShare",
  "RowExclusive",
  "ShareUpdateExclusive",
  "Share",
  "ShareRowExclusive",
  "Exclusive",
  "AccessExclusive",
] as const;

/** One of `LOCK_MODES`; `pg_locks.mode` without its `Lock`. */
export type LockMode = (typeof LOCK_MODES)[number];

/** A lock on a relation that existed before the transaction: only those make others wait. */
export interface Lock {
  /** `public.orders`. */
  readonly relation: string;
  readonly mode: LockMode;
}

/** Is `mode` at least as strong as `than`? */
export function isAtLeast(mode: LockMode, than: LockMode): boolean {
  return LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf(than);
}

/** The strongest of several locks on each relation. */
export function strongest(locks: readonly Lock[]): readonly Lock[] {
  const held = new Map<string, LockMode>();
  for (const { relation, mode } of locks) {
    const before = held.get(relation);
    if (before === undefined || isAtLeast(mode, before)) held.set(relation, mode);
  }
  return [...held].map(([relation, mode]) => ({ relation, mode }));
}

/** As Postgres writes it: `ACCESS EXCLUSIVE`. */
export function lockName(mode: LockMode): string {
  return [...mode]
    .map((letter, at) => (at > 0 && letter >= "A" && letter <= "Z" ? ` ${letter}` : letter))
    .join("")
    .toUpperCase();
}

/** What waits behind it, as the object of a sentence; null where ordinary queries go on. */
export function blockedBy(mode: LockMode): string | null {
  if (mode === "AccessExclusive") return "reads and writes";
  return isAtLeast(mode, "Share") ? "writes" : null;
}
