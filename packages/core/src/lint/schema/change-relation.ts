import { keyOf } from "../names.ts";
import type { QualifiedName } from "../names.ts";
import { PLAIN_KEY } from "./objects.ts";
import type { Column, Constraint, Relation } from "./objects.ts";
import type { SchemaState } from "./schema-state.ts";
import { newRelation } from "./new-relation.ts";

/** A relation of the state; one that was there before the first statement becomes known by being altered. */
export function relationFor(state: SchemaState, name: QualifiedName): Relation {
  const known = state.relations.get(keyOf(name));
  if (known !== undefined) return known;
  const relation = newRelation({ name, born: 0, persistence: "permanent", complete: false });
  state.relations.set(keyOf(name), relation);
  return relation;
}

/** Puts a changed relation in the place of the old one. */
export function setRelation(state: SchemaState, relation: Relation): void {
  state.relations.set(keyOf(relation.name), relation);
}

/** Changes what is known of a column; one that was there before becomes known by it. */
export function changeColumn(
  state: SchemaState,
  table: QualifiedName,
  change: Partial<Column> & Pick<Column, "name">,
): void {
  const relation = relationFor(state, table);
  const before: Column = relation.columns.get(change.name) ?? {
    name: change.name,
    type: null,
    notNull: null,
    default: "unknown",
    generated: null,
    identity: false,
    serial: false,
    born: 0,
  };
  const columns = new Map([...relation.columns, [change.name, { ...before, ...change }]]);
  setRelation(state, { ...relation, columns });
}

/** Adds a constraint, or puts a changed one in its place, with the index and the NOT NULL that come with it. */
export function addConstraint(state: SchemaState, relation: Relation, constraint: Constraint): void {
  const constraints = new Map([...relation.constraints, [constraint.name, constraint]]);
  setRelation(state, { ...relation, constraints });
  const index =
    constraint.usingIndex === null
      ? undefined
      : state.indexes.get(`${relation.name.schema}.${constraint.usingIndex}`);
  const columns =
    constraint.columns.length === 0
      ? (index?.columns ?? []).flatMap((name) => name ?? [])
      : constraint.columns;
  const notNull = constraint.type === "primary-key" || (constraint.type === "not-null" && constraint.valid);
  if (notNull) for (const name of columns) changeColumn(state, relation.name, { name, notNull: true });
  if (constraint.type !== "primary-key" && constraint.type !== "unique") return;
  if (index !== undefined) state.indexes.delete(keyOf(index.name));
  const name = { schema: relation.name.schema, name: constraint.name };
  state.indexes.set(keyOf(name), {
    name,
    table: keyOf(relation.name),
    columns,
    expressions: [],
    include: constraint.include,
    unique: true,
    nullsDistinct: constraint.nullsDistinct,
    method: "btree",
    opclasses: columns.map(() => PLAIN_KEY),
    predicate: null,
    written: null,
    constraint: true,
    born: index?.born ?? constraint.born,
  });
  // USING INDEX names no columns: the index does.
  if (constraint.columns.length === 0 && columns.length > 0) {
    const now = relationFor(state, relation.name);
    setRelation(state, {
      ...now,
      constraints: new Map([
        ...now.constraints,
        [constraint.name, { ...constraint, columns, usingIndex: null }],
      ]),
    });
  }
}

/** Removes a constraint and its index. */
export function dropConstraint(state: SchemaState, relation: Relation, name: string): void {
  setRelation(state, {
    ...relation,
    constraints: new Map([...relation.constraints].filter(([other]) => other !== name)),
  });
  state.indexes.delete(`${relation.name.schema}.${name}`);
}

/** Renames a constraint and its index. */
export function renameConstraint(
  state: SchemaState,
  relation: Relation,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const constraints = new Map(
    [...relation.constraints].map(([name, it]) => (name === from ? [to, { ...it, name: to }] : [name, it])),
  );
  setRelation(state, { ...relation, constraints });
  const key = `${relation.name.schema}.${from}`;
  const index = state.indexes.get(key);
  if (index?.constraint !== true) return;
  state.indexes.delete(key);
  state.indexes.set(`${relation.name.schema}.${to}`, { ...index, name: { ...index.name, name: to } });
}
