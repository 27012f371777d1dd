import { columnOf, conjunctsOf, literalOf } from "./expressions.ts";
import { sqlWord, words } from "./names.ts";
import type { Relation } from "./schema/objects.ts";
import { showExpression } from "./show-expression.ts";
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

/** The bound of a partition in SQL, for recipes; `…` where it cannot be shown. */
export interface BoundText {
  /** `FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`. */
  readonly values: string;
  /** What a check has to say so that nothing is read: `day IS NOT NULL AND day >= '2027-01-01' AND …`. */
  readonly check: string;
}

/** Shows the bound of a partition of a table with these keys. */
export function showBound(keys: readonly string[], bound: PartitionBound): BoundText {
  const key = keys.length === 1 && keys[0] !== undefined ? sqlWord(keys[0]) : "…";
  const list = (nodes: readonly Node[] | undefined): string =>
    (nodes ?? []).map((node) => showExpression(node) ?? "…").join(", ");
  if (bound.is_default === true) return { values: "DEFAULT", check: "…" };
  if (bound.strategy === "r") {
    const [low, high] = [bound.lowerdatums, bound.upperdatums];
    const limits = [limit(`${key} >=`, low?.[0]), limit(`${key} <`, high?.[0])].flat();
    return {
      values: `FOR VALUES FROM (${list(low)}) TO (${list(high)})`,
      check: [`${key} IS NOT NULL`, ...limits].join(" AND "),
    };
  }
  if (bound.strategy === "l") {
    const values = list(bound.listdatums);
    return { values: `FOR VALUES IN (${values})`, check: `${key} IS NOT NULL AND ${key} IN (${values})` };
  }
  return { values: "FOR VALUES …", check: "…" };
}

/** MINVALUE and MAXVALUE, which the parser takes for columns, are no limit. */
function limit(start: string, value: Node | undefined): readonly string[] {
  return columnOf(value) === null ? [`${start} ${showExpression(value) ?? "…"}`] : [];
}
