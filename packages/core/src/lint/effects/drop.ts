import { keyOf, nameOfWords, wordsOf } from "../names.ts";
import type { RelationKind } from "../schema/objects.ts";
import type { Node, NodeKinds } from "../tree.ts";
import { costOf, FREE, lockOn, lockOnTree, refTo, together } from "./context.ts";
import type { Context } from "./context.ts";
import type { Effect, RelationRef } from "./effect.ts";
import { dropIndex } from "./index-statements.ts";

const RELATIONS: Readonly<Record<string, RelationKind>> = {
  OBJECT_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized-view",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_FOREIGN_TABLE: "foreign-table",
};

/** Objects that hang on a table: the last word is theirs, the words before are the table's. */
const OF_TABLES: ReadonlySet<string> = new Set(["OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY"]);

/** The relation kind of an `OBJECT_…`; null: it is no relation. */
export function relationKind(objectType: string): RelationKind | null {
  return RELATIONS[objectType] ?? null;
}

/** `OBJECT_MATVIEW` in words. */
export function objectWord(objectType: string): string {
  return objectType.replace("OBJECT_", "").toLowerCase().replaceAll("_", " ");
}

interface DropOptions {
  readonly guarded: boolean;
  readonly concurrently: boolean;
  readonly cascade: boolean;
}

/** DROP of anything: one effect for each object. */
export function drop(context: Context, statement: NodeKinds["DropStmt"]): readonly Effect[] {
  const options: DropOptions = {
    guarded: statement.missing_ok === true,
    concurrently: statement.concurrent === true,
    cascade: statement.behavior === "DROP_CASCADE",
  };
  return (statement.objects ?? []).map((node) =>
    dropOne(context, { type: statement.removeType, node, options }),
  );
}

function dropOne(
  context: Context,
  { type, node, options }: { type: string; node: Node; options: DropOptions },
): Effect {
  const parts = wordsOf(node);
  const { guarded, cascade } = options;
  if (type === "OBJECT_INDEX") return dropIndex(context, parts, options);
  if (type === "OBJECT_SCHEMA") {
    const schema = parts.at(-1) ?? "";
    const isNew = context.state.isNew(context.state.schemas.get(schema));
    return { kind: "drop-schema", on: null, schema, cascade, guarded, isNew, ...FREE };
  }
  const what = relationKind(type);
  if (what !== null) return dropRelation(context, { what, parts, guarded, cascade });
  const object = objectWord(type);
  if (OF_TABLES.has(type)) {
    const table = refTo(context, context.state.resolve(nameOfWords(parts.slice(0, -1))));
    const name = { schema: table.name.schema, name: parts.at(-1) ?? "" };
    const isNew =
      table.isNew || context.state.isNew(context.state.objects.get(`${object}:${table.key}.${name.name}`));
    const cost = costOf(context, table, { mode: "AccessExclusive" });
    return { kind: "drop-object", on: null, what: object, name, table, isNew, cascade, guarded, ...cost };
  }
  const name = context.state.resolveType(nameOfWords(parts));
  const isNew = isNewObject(context, object, keyOf(name));
  return { kind: "drop-object", on: null, what: object, name, table: null, isNew, cascade, guarded, ...FREE };
}

/** Was a type, a function or another object that is no relation made in this transaction? */
export function isNewObject({ state }: Context, what: string, key: string): boolean {
  const born =
    state.types.get(key)?.born ??
    (what === "function" || what === "procedure" || what === "routine"
      ? state.functions.get(key)?.born
      : undefined) ??
    state.objects.get(`${what}:${key}`);
  return state.isNew(born);
}

function dropRelation(
  context: Context,
  {
    what,
    parts,
    guarded,
    cascade,
  }: { what: RelationKind; parts: readonly string[]; guarded: boolean; cascade: boolean },
): Effect<"drop-relation"> {
  const on = refTo(context, context.state.resolve(nameOfWords(parts)));
  const parents = [...(on.known?.constraints.values() ?? [])].flatMap(
    ({ references }): readonly RelationRef[] =>
      references === null ? [] : [refTo(context, references.table)],
  );
  const children = cascade
    ? context.state.referencing(on.key).map(({ child }) => refTo(context, child.name))
    : [];
  const partitionOf = on.known?.partitionOf ?? null;
  const whole = partitionOf === null ? undefined : context.state.relations.get(partitionOf);
  const others = [...parents, ...children, ...(whole === undefined ? [] : [refTo(context, whole.name)])];
  const cost = together([
    { ...FREE, locks: lockOnTree(context, on, "AccessExclusive") },
    {
      ...FREE,
      locks: others.filter(({ key }) => key !== on.key).flatMap((other) => lockOn(other, "AccessExclusive")),
    },
  ]);
  return { kind: "drop-relation", on, what, guarded, cascade, ...cost };
}
