import type { JudgedStatement, JudgedTransaction } from "./lint-run.ts";
import { isAtLeast } from "./locks.ts";
import type { Lock } from "./locks.ts";

/** A lock that others wait for, and the statement that took it. */
export interface HeldLock extends Lock {
  readonly by: JudgedStatement;
}

/** A statement, and the locks from SHARE up that its transaction holds before it, the strongest of each relation. */
export interface UnderLocks {
  readonly at: JudgedStatement;
  readonly held: readonly HeldLock[];
}

/** Each statement of a transaction with the locks of those before it. */
export function underLocks({ statements }: JudgedTransaction): readonly UnderLocks[] {
  const held = new Map<string, HeldLock>();
  return statements.map((at) => {
    const before = [...held.values()];
    for (const { relation, mode } of at.effects.flatMap(({ locks }) => locks)) {
      const known = held.get(relation);
      if (isAtLeast(mode, "Share") && (known === undefined || !isAtLeast(known.mode, mode)))
        held.set(relation, { relation, mode, by: at });
    }
    return { at, held: before };
  });
}
