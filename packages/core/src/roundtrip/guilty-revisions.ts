import type { Catalog } from "../catalog/catalog.ts";
import { compareCatalogs } from "../catalog/compare-catalogs.ts";

/** The catalog after one step; `revision` is null for the state before the first step. */
export interface CatalogStep {
  readonly revision: string | null;
  readonly database: string;
  readonly catalog: Catalog;
}

/**
 * Object → revision whose way down did not bring the object back to its state before the way up.
 * Judged per object and revision, so that it holds for histories whose way down is not the exact mirror of the way up.
 */
export function guiltyRevisions(
  up: readonly CatalogStep[],
  down: readonly CatalogStep[],
): ReadonlyMap<string, string> {
  const guilty = new Map<string, string>();
  for (const database of new Set(up.map((step) => step.database))) {
    const changedUp = changes(up.filter((step) => step.database === database));
    const changedDown = changes(down.filter((step) => step.database === database));
    for (const [revision, made] of changedUp) {
      const undone = changedDown.get(revision);
      for (const [object, change] of made) {
        const answer = undone?.get(object);
        const restored =
          answer === undefined ? change.after === change.before : answer.after === change.before;
        // The last revision that touched an object and did not undo it is the one to mend.
        if (!restored) guilty.set(object, revision);
      }
      for (const object of undone?.keys() ?? []) {
        if (!made.has(object) && !guilty.has(object)) guilty.set(object, revision);
      }
    }
  }
  return guilty;
}

type Change = { readonly before: string | null; readonly after: string | null };

/** What each step changed: object → definition before and after (null: not there). */
function changes(steps: readonly CatalogStep[]): ReadonlyMap<string, ReadonlyMap<string, Change>> {
  const result = new Map<string, Map<string, Change>>();
  for (let index = 1; index < steps.length; index += 1) {
    const before = steps[index - 1];
    const after = steps[index];
    if (before === undefined || after === undefined || after.revision === null) continue;
    const changed = new Map<string, Change>();
    for (const one of compareCatalogs(before.catalog, after.catalog)) {
      changed.set(one.object, { before: one.before, after: one.after });
    }
    result.set(after.revision, changed);
  }
  return result;
}
