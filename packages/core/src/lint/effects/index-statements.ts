import { keyOf, nameOfRange, nameOfWords } from "../names.ts";
import type { PartialName } from "../names.ts";
import { PLAIN_KEY } from "../schema/objects.ts";
import { showExpression } from "../show-expression.ts";
import type { Index } from "../schema/objects.ts";
import { isExact } from "../show-expression.ts";
import type { IndexElem, Node, NodeKinds } from "../tree.ts";
import { costOf, existing, FREE, lockOn, lockOnTree, refOf, refTo, treeOf } from "./context.ts";
import type { Context } from "./context.ts";
import type { Cost, Effect, RelationEffects, RelationRef } from "./effect.ts";

/** CREATE INDEX. IF NOT EXISTS takes the lock before it looks. */
export function createIndex(context: Context, statement: NodeKinds["IndexStmt"]): readonly Effect[] {
  const on = refOf(context, statement.relation);
  const only = statement.relation.inh !== true;
  const concurrently = statement.concurrent === true;
  const effect: RelationEffects["create-index"] = {
    index: readIndex(context, statement, on),
    named: statement.idxname !== undefined,
    guarded: statement.if_not_exists === true,
    concurrently,
    only,
  };
  return [{ kind: "create-index", on, ...effect, ...costOfIndex(context, { on, only, concurrently }) }];
}

function costOfIndex(
  context: Context,
  { on, only, concurrently }: { on: RelationRef; only: boolean; concurrently: boolean },
): Cost {
  const mode = concurrently ? "ShareUpdateExclusive" : "Share";
  const builds = !(only && on.known?.partitioned !== false);
  return builds ? costOf(context, on, { mode, work: "scan" }) : { ...FREE, locks: lockOn(on, mode) };
}

function readIndex({ state }: Context, statement: NodeKinds["IndexStmt"], on: RelationRef): Index {
  const columns = elements(statement.indexParams).map(({ name }) => name ?? null);
  const opclasses = elements(statement.indexParams).map(orderOf);
  const isSayable =
    columns.every((name) => name !== null) &&
    opclasses.every((key) => key === PLAIN_KEY) &&
    isExact(statement.whereClause) &&
    statement.options === undefined &&
    (statement.tableSpace ?? "") === "";
  return {
    name: {
      schema: on.name.schema,
      name: statement.idxname ?? `${on.name.name}_${columns.map((name) => name ?? "expr").join("_")}_idx`,
    },
    table: on.key,
    columns,
    expressions: elements(statement.indexParams).map(({ expr }) => showExpression(expr)),
    include: elements(statement.indexIncludingParams).flatMap(({ name }) => name ?? []),
    unique: statement.unique === true,
    nullsDistinct: statement.nulls_not_distinct !== true,
    method: statement.accessMethod ?? "btree",
    opclasses,
    predicate: statement.whereClause ?? null,
    written: isSayable ? null : "(…)",
    constraint: false,
    born: state.unit,
  };
}

function elements(nodes: readonly Node[] | undefined): readonly IndexElem[] {
  return (nodes ?? []).flatMap(({ IndexElem: element }) => element ?? []);
}

/** Two keys of the same column are the same only if this is: operator class, collation, order, place of NULL. */
function orderOf({ opclass, collation, ordering, nulls_ordering: nulls }: IndexElem): string {
  const descends = ordering === "SORTBY_DESC";
  const nullsFirst = nulls === "SORTBY_NULLS_FIRST" || (descends && nulls !== "SORTBY_NULLS_LAST");
  const isPlain = opclass === undefined && collation === undefined && !descends && !nullsFirst;
  return isPlain ? PLAIN_KEY : JSON.stringify([opclass, collation, descends, nullsFirst]);
}

/** DROP INDEX of one index. */
export function dropIndex(
  context: Context,
  parts: readonly string[],
  options: { readonly guarded: boolean; readonly concurrently: boolean; readonly cascade: boolean },
): Effect<"drop-index"> {
  const { index, table, isNew, name } = findIndex(context, nameOfWords(parts));
  const mode = options.concurrently ? "ShareUpdateExclusive" : "AccessExclusive";
  const locks = table === null ? [] : lockOnTree(context, table, mode);
  return { kind: "drop-index", on: null, name, index, isNew, ...options, ...FREE, locks };
}

/** An index by name, with its table where that is known. */
export function findIndex(context: Context, partial: PartialName) {
  const name = context.state.resolve(partial);
  const index = context.state.indexes.get(keyOf(name)) ?? null;
  const relation = index === null ? undefined : context.state.relations.get(index.table);
  const table = index === null ? null : refTo(context, relation?.name ?? split(index.table));
  const isNew = index !== null && (table?.isNew === true || context.state.isNew(index.born));
  return { name, index, table, isNew };
}

function split(key: string) {
  const { schema, name } = nameOfWords([key.slice(0, key.indexOf(".")), key.slice(key.indexOf(".") + 1)]);
  return { schema: schema ?? "public", name };
}

const REINDEX: Readonly<Record<string, Effect<"reindex">["what"]>> = {
  REINDEX_OBJECT_INDEX: "index",
  REINDEX_OBJECT_TABLE: "table",
  REINDEX_OBJECT_SCHEMA: "schema",
  REINDEX_OBJECT_DATABASE: "database",
  REINDEX_OBJECT_SYSTEM: "system",
};

/** The value of an option: `(CONCURRENTLY FALSE)`. */
function isFalse(value: Node | undefined): boolean {
  const text = value?.String?.sval;
  return (
    text === "false" || text === "off" || (value?.Integer !== undefined && (value.Integer.ival ?? 0) === 0)
  );
}

/** REINDEX. */
export function reindex(context: Context, statement: NodeKinds["ReindexStmt"]): readonly Effect[] {
  const what = REINDEX[statement.kind] ?? "system";
  const concurrently = (statement.params ?? []).some(
    ({ DefElem: option }) => option?.defname === "concurrently" && !isFalse(option.arg),
  );
  const mode = concurrently ? "ShareUpdateExclusive" : "Share";
  const base = { kind: "reindex", on: null, what, concurrently } as const;
  const range = statement.relation;
  if (range === undefined)
    return [{ ...base, name: statement.name ?? "", table: null, isNew: false, ...FREE }];
  if (what === "index") {
    const { table, isNew } = findIndex(context, nameOfRange(range));
    const cost = table === null ? FREE : costOf(context, table, { mode, work: "scan" });
    return [{ ...base, name: range.relname, table, isNew, ...cost }];
  }
  const table = refOf(context, range);
  const parts = treeOf(context, table);
  const locks = parts.flatMap((part) => lockOn(part, mode));
  const scans = existing(parts);
  return [{ ...base, name: table.shown, table, isNew: table.isNew, locks, rewrites: [], scans }];
}
