import type { Effect } from "./effects/effect.ts";
import type { JudgedStatement } from "./lint-run.ts";
import { shown } from "./names.ts";

/**
 * DROP INDEX of an index that nobody saw before locks a table that has no name here: the effect, and what a message
 * calls the table. Null where the statement does no such thing, or was measured: then its locks are known.
 */
export function unseenTable({
  effects,
  statement,
}: JudgedStatement): { effect: Effect; table: string } | null {
  if (statement.trace !== null) return null;
  for (const effect of effects) {
    if (effect.kind === "drop-index" && effect.index === null && !effect.isNew && !effect.concurrently)
      return { effect, table: `the table of ${shown(effect.name)}` };
  }
  return null;
}
