import type { Effect } from "./effects/effect.ts";
import type { JudgedTransaction } from "./lint-run.ts";
import { keyOf } from "./names.ts";

/**
 * Is the name that an effect takes away given again later in its transaction? Then nobody sees it missing. Names are of
 * a kind: relations, types, functions, triggers of a table each have their own.
 */
export function isNamedAgain({ statements }: JudgedTransaction, gone: Effect, name: string): boolean {
  const effects = statements.flatMap((statement) => statement.effects);
  return effects.slice(effects.indexOf(gone) + 1).some((effect) => namesGiven(effect).includes(name));
}

/** Was the name given earlier in the transaction? Then nobody outside knows it. */
export function isNamedBefore({ statements }: JudgedTransaction, gone: Effect, name: string): boolean {
  const effects = statements.flatMap((statement) => statement.effects);
  return effects.slice(0, effects.indexOf(gone)).some((effect) => namesGiven(effect).includes(name));
}

/** The names that an effect gives to objects: `relation:public.orders`, `trigger:public.orders.audit`. */
function namesGiven(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case "create-table":
    case "create-view":
    case "create-sequence":
      return [`relation:${effect.on.key}`];
    case "rename-relation":
    case "move-relation":
      return [`relation:${keyOf(effect.to)}`];
    case "create-type":
    case "create-domain":
      return [`type:${keyOf(effect.type.name)}`];
    case "create-function":
      return [`function:${keyOf(effect.name)}`];
    case "create-trigger":
      return [`trigger:${effect.on.key}.${effect.trigger}`];
    case "rename-object":
      return [`${kindOfName(effect.what)}:${keyOf({ ...effect.name, name: effect.to })}`];
    case "move-object":
      return [`${kindOfName(effect.what)}:${keyOf({ ...effect.name, schema: effect.to })}`];
    default:
      return [];
  }
}

/** Domains are types, procedures are functions: they share their names. */
export function kindOfName(what: string): string {
  if (what === "domain") return "type";
  return what === "procedure" || what === "routine" || what === "aggregate" ? "function" : what;
}
