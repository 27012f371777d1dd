import type { Effect, EffectKind } from "../lint/effects/effect.ts";
import type { StatementTrace } from "./statement-trace.ts";

/**
 * Effects whose full read is part of the command itself. Others are read as the planner chooses, which a table with few
 * rows does not tell: those guesses stay.
 */
const READS_ALWAYS: ReadonlySet<EffectKind> = new Set<EffectKind>([
  "add-column",
  "alter-type",
  "attach-partition",
  "create-index",
  "set-expression",
  "set-not-null",
]);

/**
 * The effects of a statement without what a server was seen not to do: a rewrite that it did not need, a proof that it
 * took from a constraint. Only on relations that existed when the trace began; locks stay, which may have been held.
 */
export function asMeasured(effects: readonly Effect[], trace: StatementTrace | null): readonly Effect[] {
  if (trace === null) return effects;
  return effects.map((effect) => {
    const readsAlways =
      READS_ALWAYS.has(effect.kind) ||
      (effect.kind === "add-constraint" && effect.constraint.type !== "foreign-key");
    return {
      ...effect,
      rewrites: effect.rewrites.filter((key) => !trace.known.has(key) || trace.rewrites.includes(key)),
      scans: effect.scans.filter(
        (key) => !readsAlways || trace.watched || !trace.known.has(key) || trace.scans.includes(key),
      ),
    };
  });
}
