import type { Effect } from "./effects/effect.ts";
import { shownKey } from "./names.ts";

/** What an effect does that takes as long as a table is big, as the beginning of a sentence; null: nothing. */
export function workOf(effect: Effect): string | null {
  const { scans, rewrites } = effect;
  switch (effect.kind) {
    // A new file is made at once; what a query reads, the planner decides.
    case "truncate":
    case "query":
      return null;
    case "dml":
      return isBulk(effect) ? bulkWords(effect) : null;
    case "create-index":
      return scans.length > 0 ? `Builds ${effect.index.name.name} on ${effect.on.shown}` : null;
    case "set-not-null":
      return scans.length > 0 ? `Reads all of ${effect.on.shown} for NULL in ${effect.column}` : null;
    case "add-constraint":
      return scans.length > 0 ? constraintWords(effect) : null;
    case "validate-constraint":
      return scans.length > 0 ? `Validates ${effect.constraint} of ${effect.on.shown}` : null;
    case "refresh-view":
      return effect.withData && !effect.on.isNew ? `Refreshes ${effect.on.shown}` : null;
    default:
      if (rewrites.length > 0) return `Writes ${shownKey(rewrites[0] ?? "")} anew`;
      return scans.length > 0 ? `Reads all of ${shownKey(scans[0] ?? "")}` : null;
  }
}

/** Rows without a bound, of tables that others use. */
export function isBulk({ reach, on, scans }: Effect<"dml">): boolean {
  return (reach === "all" || reach === "some") && (!on.isNew || scans.length > 0);
}

function constraintWords({ constraint: { type, name }, on }: Effect<"add-constraint">): string {
  const isChecked = type === "check" || type === "not-null" || type === "foreign-key";
  return isChecked
    ? `Checks ${name} on every row of ${on.shown}`
    : `Builds the index of ${name} on ${on.shown}`;
}

function bulkWords({ verb, on }: Effect<"dml">): string {
  if (verb === "insert" || verb === "copy") return `Copies rows into ${on.shown}`;
  return `${verb === "delete" ? "Deletes" : "Changes"} rows of ${on.shown}`;
}
