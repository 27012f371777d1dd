import { nodesOf, provedNotNull } from "../expressions.ts";
import { nameOfRange, nameOfWords, shown, sqlWord, words } from "../names.ts";
import type { Column, Constraint, ConstraintType, Relation } from "../schema/objects.ts";
import { isExact } from "../show-expression.ts";
import type { ConstraintNode, Node } from "../tree.ts";
import { costOf, existing, lockOn, lockOnTree, refOf, together, treeOf } from "./context.ts";
import type { Context } from "./context.ts";
import type { Cost, Effect, RelationRef } from "./effect.ts";

const TYPES: Readonly<Record<string, ConstraintType>> = {
  CONSTR_CHECK: "check",
  CONSTR_NOTNULL: "not-null",
  CONSTR_FOREIGN: "foreign-key",
  CONSTR_UNIQUE: "unique",
  CONSTR_PRIMARY: "primary-key",
  CONSTR_EXCLUSION: "exclusion",
};

/** A constraint with the table and, where it is written with one, the column that it is for. */
export interface ConstraintPlace {
  readonly on: RelationRef;
  readonly inline: Column | null;
}

/** The constraint that a node declares; null: it is a default, an identity or another part of a column. */
export function readConstraint(
  context: Context,
  node: ConstraintNode,
  place: ConstraintPlace,
): Constraint | null {
  const type = TYPES[node.contype];
  if (type === undefined) return null;
  const columns = columnsOf(node, place.inline);
  return {
    name:
      node.conname ?? defaultName(place.on.name.name, type, type === "check" ? onlyColumn(node) : columns),
    named: node.conname !== undefined,
    type,
    columns,
    valid: node.skip_validation !== true,
    // Only 18 and later can say NOT ENFORCED, and then also that it is not to be validated.
    enforced: !(node.skip_validation === true && node.is_enforced !== true && type !== "not-null"),
    expression: type === "check" ? (node.raw_expr ?? null) : null,
    references:
      node.pktable === undefined
        ? null
        : {
            table: isSelf(context, node, place)
              ? place.on.name
              : context.state.resolve(nameOfRange(node.pktable)),
            columns: words(node.pk_attrs),
            onDelete: actionOf(node.fk_del_action, words(node.fk_del_set_cols)),
            onUpdate: actionOf(node.fk_upd_action),
            match: node.fk_matchtype === "f" ? "FULL" : node.fk_matchtype === "p" ? "PARTIAL" : null,
          },
    include: words(node.including),
    nullsDistinct: node.nulls_not_distinct !== true,
    timing: `${node.deferrable === true ? " DEFERRABLE" : ""}${node.initdeferred === true ? " INITIALLY DEFERRED" : ""}`,
    written: isSayable(node) ? null : "…",
    usingIndex: node.indexname ?? null,
    born: context.state.unit,
  };
}

const ACTIONS: Readonly<Record<string, string>> = {
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

function actionOf(letter: string | undefined, columns: readonly string[] = []): string | null {
  const action = ACTIONS[letter ?? ""] ?? null;
  return action === null || columns.length === 0 ? action : `${action} (${columns.map(sqlWord).join(", ")})`;
}

/** Can a recipe repeat it from its parts? */
function isSayable({ contype, raw_expr: check, is_no_inherit: noInherit }: ConstraintNode): boolean {
  return contype !== "CONSTR_CHECK" || (noInherit !== true && isExact(check));
}

/** What adding a constraint does; `inline` with a column of the same statement. */
export function addConstraint(
  context: Context,
  node: ConstraintNode,
  place: ConstraintPlace,
): readonly Effect<"add-constraint">[] {
  const constraint = readConstraint(context, node, place);
  if (constraint === null) return [];
  const { on, inline } = place;
  const self = constraint.references !== null && isSelf(context, node, place);
  const parent = node.pktable === undefined ? null : self ? on : refOf(context, node.pktable);
  const index =
    constraint.usingIndex === null
      ? null
      : (context.state.indexes.get(`${on.name.schema}.${constraint.usingIndex}`) ?? null);
  const effect = { kind: "add-constraint", on, constraint, inline, parent, index } as const;
  return [{ ...effect, ...costOfAdding(context, effect) }];
}

type Adding = Omit<Effect<"add-constraint">, keyof Cost>;

function costOfAdding(context: Context, { on, constraint, inline, parent, index }: Adding): Cost {
  const validated = constraint.valid && constraint.enforced;
  if (constraint.type === "foreign-key") {
    // All rows of a new column are NULL unless it has a default: nothing to look up.
    const checks = validated && !on.isNew && (inline === null || inline.default !== null);
    const scans = checks ? existing([...treeOf(context, on), ...(parent === null ? [] : [parent])]) : [];
    const locks = [...lockOnTree(context, on, "ShareRowExclusive"), ...lockOn(parent, "ShareRowExclusive")];
    return { locks, rewrites: [], scans };
  }
  if (constraint.usingIndex !== null) {
    const known = index !== null && index.columns.every((name) => isProvedNotNull(on.known, name ?? ""));
    const work = constraint.type === "primary-key" && !known ? "scan" : "none";
    return costOf(context, on, { mode: "AccessExclusive", work });
  }
  const proved = constraint.type === "not-null" && isProvedNotNull(on.known, constraint.columns[0] ?? "");
  const work = validated && !proved && !(constraint.type === "not-null" && inline !== null) ? "scan" : "none";
  return costOf(context, on, { mode: "AccessExclusive", work });
}

/** Does a valid constraint of the table say that a column has no NULL? */
export function isProvedNotNull(table: Relation | null, column: string): boolean {
  if (table === null) return false;
  if (table.columns.get(column)?.notNull === true) return true;
  return [...table.constraints.values()].some(
    ({ type, valid, enforced, expression }) =>
      type === "check" &&
      valid &&
      enforced &&
      expression !== null &&
      provedNotNull(expression).includes(column),
  );
}

/** What VALIDATE CONSTRAINT does. */
export function validateConstraint(
  context: Context,
  on: RelationRef,
  name: string,
): Effect<"validate-constraint"> {
  const known = on.known?.constraints.get(name) ?? null;
  const parent = known?.references ?? null;
  const parentRef =
    parent === null ? null : refOf(context, { schemaname: parent.table.schema, relname: parent.table.name });
  const scan = known?.valid === true ? "none" : "scan";
  const own = costOf(context, on, { mode: "ShareUpdateExclusive", work: scan });
  const other: Cost = {
    locks: lockOn(parentRef, "RowShare"),
    rewrites: [],
    scans: scan === "none" || parentRef === null ? [] : existing([parentRef]),
  };
  return { kind: "validate-constraint", on, constraint: name, known, ...together([own, other]) };
}

/** The constraints of a new table, written with columns or alone. */
export function constraintNodes(nodes: readonly Node[] | undefined): readonly ConstraintNode[] {
  return (nodes ?? []).flatMap(({ Constraint: constraint }) => constraint ?? []);
}

function isSelf(context: Context, { pktable }: ConstraintNode, { on }: ConstraintPlace): boolean {
  if (pktable === undefined) return false;
  return shown(context.state.resolve(nameOfRange(pktable))) === on.shown;
}

function columnsOf(node: ConstraintNode, inline: Column | null): readonly string[] {
  if (inline !== null) return [inline.name];
  if (node.exclusions !== undefined) {
    return node.exclusions.flatMap(({ List: pair }) => pair?.items?.[0]?.IndexElem?.name ?? []);
  }
  const names = words(node.keys ?? node.fk_attrs);
  return names.map((name) => nameOfWords([name]).name);
}

/** A check is named after its column where it speaks of one alone. */
function onlyColumn({ raw_expr: expression }: ConstraintNode): readonly string[] {
  const columns = new Set(
    nodesOf(expression, "ColumnRef").flatMap(({ fields }) => words(fields).at(-1) ?? []),
  );
  return columns.size === 1 ? [...columns] : [];
}

/** As Postgres names it, without the number that it adds where a name is taken. */
function defaultName(table: string, type: ConstraintType, columns: readonly string[]): string {
  const middle = columns.length === 0 ? "" : `_${columns.join("_")}`;
  const endings: Readonly<Record<ConstraintType, string>> = {
    check: `${middle}_check`,
    "not-null": `${middle}_not_null`,
    "foreign-key": `${middle}_fkey`,
    unique: `${middle}_key`,
    "primary-key": "_pkey",
    exclusion: `${middle}_excl`,
  };
  return `${table}${endings[type]}`;
}
