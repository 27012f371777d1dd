import { columnOf, conjunctsOf, literalOf, provedNotNull } from "./expressions.ts";
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
  if (key === undefined || keys.length > 1) return false;
  const isNotNull =
    table.columns.get(key)?.notNull === true ||
    validChecks(table).some((part) => provedNotNull(part).includes(key));
  if (!isNotNull) return false;
  const facts = factsOf(table, key);
  if (bound.strategy === "r") {
    const [low, high] = [literalOf(bound.lowerdatums?.[0]), literalOf(bound.upperdatums?.[0])];
    return low !== null && high !== null && facts.has(`>= ${low}`) && facts.has(`< ${high}`);
  }
  const [only, ...more] = bound.listdatums ?? [];
  const value = literalOf(only);
  return bound.strategy === "l" && more.length === 0 && value !== null && facts.has(`= ${value}`);
}

/** Does a valid check of a default partition say that it has no row of a bound, so that nothing is read there? */
export function excludesBound(table: Relation, keys: readonly string[], bound: PartitionBound): boolean {
  const [key] = keys;
  if (key === undefined || keys.length > 1) return false;
  const [low, high] = [literalOf(bound.lowerdatums?.[0]), literalOf(bound.upperdatums?.[0])];
  const [only, ...more] = bound.listdatums ?? [];
  const value = literalOf(only);
  return validChecks(table).some((part) => {
    const said = new Set((part.BoolExpr?.args ?? [part]).flatMap((arg) => comparison(arg, key)));
    if (bound.strategy === "l")
      return more.length === 0 && value !== null && said.has(`<> ${value}`) && said.size === 1;
    const isOr = part.BoolExpr?.boolop === "OR_EXPR" && part.BoolExpr.args?.length === 2;
    return isOr && low !== null && high !== null && said.has(`< ${low}`) && said.has(`>= ${high}`);
  });
}

/** What valid checks say of a column: `>= 2027-01-01`. */
function factsOf(table: Relation, column: string): ReadonlySet<string> {
  return new Set(validChecks(table).flatMap((part) => comparison(part, column)));
}

/** The parts of a table's valid checks that hold for every row. */
function validChecks(table: Relation): readonly Node[] {
  return [...table.constraints.values()].flatMap(({ type, valid, enforced, expression }) =>
    type === "check" && valid && enforced && expression !== null ? conjunctsOf(expression) : [],
  );
}

function comparison({ A_Expr: expression }: Node, column: string): readonly string[] {
  if (columnOf(expression?.lexpr) !== column) return [];
  const value = literalOf(expression?.rexpr);
  return value === null ? [] : [`${words(expression?.name).join("")} ${value}`];
}

/** The bound of a partition in SQL, for recipes; `…` where it cannot be shown. */
export interface BoundText {
  /** DEFAULT: all rows that no other partition takes. */
  readonly isDefault: boolean;
  /** `FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`. */
  readonly values: string;
  /** What a check has to say so that nothing is read: `day IS NOT NULL AND day >= '2027-01-01' AND …`. */
  readonly check: string;
  /** What a check of the default partition has to say so that nothing is read there. */
  readonly outside: string;
}

/** Shows the bound of a partition of a table with these keys. */
export function showBound(keys: readonly string[], bound: PartitionBound): BoundText {
  const key = keys.length === 1 && keys[0] !== undefined ? sqlWord(keys[0]) : "…";
  if (bound.is_default === true) return { isDefault: true, values: "DEFAULT", check: "…", outside: "…" };
  if (bound.strategy === "r") return showRange(key, bound);
  if (bound.strategy !== "l") return { isDefault: false, values: "FOR VALUES …", check: "…", outside: "…" };
  const values = showList(bound.listdatums);
  return {
    isDefault: false,
    values: `FOR VALUES IN (${values})`,
    check: `${key} IS NOT NULL AND ${key} IN (${values})`,
    outside: bound.listdatums?.length === 1 ? `${key} <> ${values}` : `${key} NOT IN (${values})`,
  };
}

function showRange(key: string, { lowerdatums, upperdatums }: PartitionBound): BoundText {
  const [low, high] = [lowerdatums?.[0], upperdatums?.[0]];
  return {
    isDefault: false,
    values: `FOR VALUES FROM (${showList(lowerdatums)}) TO (${showList(upperdatums)})`,
    check: [`${key} IS NOT NULL`, ...limit(`${key} >=`, low), ...limit(`${key} <`, high)].join(" AND "),
    outside: [...limit(`${key} <`, low), ...limit(`${key} >=`, high)].join(" OR "),
  };
}

function showList(nodes: readonly Node[] | undefined): string {
  return (nodes ?? []).map((node) => showExpression(node) ?? "…").join(", ");
}

/** MINVALUE and MAXVALUE, which the parser takes for columns, are no limit. */
function limit(start: string, value: Node | undefined): readonly string[] {
  return columnOf(value) === null ? [`${start} ${showExpression(value) ?? "…"}`] : [];
}
