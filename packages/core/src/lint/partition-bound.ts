import { columnOf, conjunctsOf, literalOf } from "./expressions.ts";
import { words } from "./names.ts";
import type { Relation } from "./schema/objects.ts";
import type { Node, PartitionBound } from "./tree.ts";

/**
 * Do valid checks of a table say what the bound of a partition says, so that attaching it reads no row?
 * Only the plain forms are known: one key, a range of literals or a list of one. The key has to be NOT NULL too.
 */
export function impliesBound(table: Relation, keys: readonly string[], bound: PartitionBound): boolean {
  const [key] = keys;
  if (key === undefined || keys.length > 1 || table.columns.get(key)?.notNull !== true) return false;
  const facts = factsOf(table, key);
  if (bound.strategy === "r") {
    const [low, high] = [literalOf(bound.lowerdatums?.[0]), literalOf(bound.upperdatums?.[0])];
    return low !== null && high !== null && facts.has(`>= ${low}`) && facts.has(`< ${high}`);
  }
  const [only, ...more] = bound.listdatums ?? [];
  const value = literalOf(only);
  return bound.strategy === "l" && more.length === 0 && value !== null && facts.has(`= ${value}`);
}

/** What valid checks say of a column: `>= 2027-01-01`. */
function factsOf(table: Relation, column: string): ReadonlySet<string> {
  const checks = [...table.constraints.values()].filter(
    ({ type, valid, enforced }) => type === "check" && valid && enforced,
  );
  const parts = checks.flatMap(({ expression }) => (expression === null ? [] : conjunctsOf(expression)));
  return new Set(parts.flatMap((part) => comparison(part, column)));
}

function comparison({ A_Expr: expression }: Node, column: string): readonly string[] {
  if (columnOf(expression?.lexpr) !== column) return [];
  const value = literalOf(expression?.rexpr);
  return value === null ? [] : [`${words(expression?.name).join("")} ${value}`];
}
