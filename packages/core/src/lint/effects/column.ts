import { functionsIn, isNull, nodesOf } from "../expressions.ts";
import { nameOfWords } from "../names.ts";
import type { Column } from "../schema/objects.ts";
import { readType, SERIALS } from "../sql-type.ts";
import type { SqlType } from "../sql-type.ts";
import type { ColumnDef, ConstraintNode, Node } from "../tree.ts";
import type { Context } from "./context.ts";
import { isVolatileBuiltin } from "./volatile-functions.ts";

/** A column as its definition says it. Inline keys and checks are constraints of their own. */
export function readColumn({ state }: Context, definition: ColumnDef): Column {
  const constraints = constraintsIn(definition);
  const declared = readType(definition.typeName);
  const serial = declared?.schema === null && declared.name in SERIALS;
  const defaultNode = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT")?.raw_expr;
  const generated = constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
  const identity = constraints.some(({ contype }) => contype === "CONSTR_IDENTITY");
  const required = constraints.some(
    ({ contype }) => contype === "CONSTR_NOTNULL" || contype === "CONSTR_PRIMARY",
  );
  return {
    name: definition.colname ?? "",
    type: serial ? { ...declared, name: SERIALS[declared.name] ?? declared.name } : declared,
    notNull: required || serial || identity,
    default: defaultNode === undefined || isNull(defaultNode) ? null : defaultNode,
    generated: generated === undefined ? null : generated.generated_kind === "v" ? "virtual" : "stored",
    identity,
    serial,
    born: state.unit,
  };
}

const TIMING: Readonly<Record<string, Pick<ConstraintNode, "deferrable" | "initdeferred">>> = {
  CONSTR_ATTR_DEFERRABLE: { deferrable: true },
  CONSTR_ATTR_DEFERRED: { deferrable: true, initdeferred: true },
};

/** The constraints written with a column. */
export function constraintsIn({ constraints }: ColumnDef): readonly ConstraintNode[] {
  const found: ConstraintNode[] = [];
  for (const { Constraint: constraint } of constraints ?? []) {
    const last = found.at(-1);
    const timing = TIMING[constraint?.contype ?? ""];
    // A column's DEFERRABLE is a node behind the one that it belongs to.
    if (timing !== undefined && last !== undefined) found[found.length - 1] = { ...last, ...timing };
    else if (constraint !== undefined) found.push(constraint);
  }
  return found;
}

/** The function that makes an expression differ from row to row; null: all rows get the same value. */
export function volatileFunction({ state }: Context, expression: Node): string | null {
  const isVolatile = (name: string): boolean => {
    const known = state.functions.get(functionKey(name, state.searchPath));
    return known === undefined ? isVolatileBuiltin(name) : known.volatility === "volatile";
  };
  // A subquery is refused in a default; should one come through, nobody knows what it gives.
  if (nodesOf(expression, "SubLink").length > 0) return "a subquery";
  return functionsIn(expression).find(isVolatile) ?? null;
}

/** Is it a domain that has rules of its own, so that even NULL has to be checked in each row? */
export function isConstrainedDomain({ state }: Context, type: SqlType | null): boolean {
  // An array of a domain is no domain.
  if (type === null || type.isArray) return false;
  const domain = state.type({ schema: type.schema, name: type.name });
  return domain?.kind === "domain" && domain.constrained;
}

function functionKey(name: string, searchPath: readonly string[]): string {
  const { schema, name: bare } = nameOfWords(name.split("."));
  return `${schema ?? searchPath[0] ?? "public"}.${bare}`;
}
