import type { Before } from "./lint-run.ts";
import type { Constraint, Relation } from "./schema/objects.ts";

/** A constraint with its table. */
export interface PlacedConstraint {
  readonly table: Relation;
  readonly constraint: Constraint;
}

/** A constraint that a statement added, as it is later on, whatever its table is called by then; null: it is gone. */
export function constraintAtEnd({ state }: Before, { name, born }: Constraint): PlacedConstraint | null {
  for (const table of state.relations.values()) {
    const constraint = table.constraints.get(name);
    if (constraint?.born === born) return { table, constraint };
  }
  return null;
}
