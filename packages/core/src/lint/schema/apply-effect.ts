import type { Effect, EffectKind } from "../effects/effect.ts";
import { columnOf } from "../expressions.ts";
import { keyOf } from "../names.ts";
import type { QualifiedName } from "../names.ts";
import {
  addConstraint,
  changeColumn,
  dropConstraint,
  relationFor,
  renameConstraint,
  setRelation,
} from "./change-relation.ts";
import { moveRelation, renameSchema } from "./move-relation.ts";
import type { TypeObject } from "./objects.ts";
import type { SchemaState } from "./schema-state.ts";

type Appliers = { readonly [Kind in EffectKind]?: (state: SchemaState, effect: Effect<Kind>) => void };

/** What each effect leaves behind in the state. Effects without an entry leave nothing. */
const APPLIERS: Appliers = {
  "create-table": (state, { table, guarded, bound }) => {
    const key = keyOf(table.name);
    if (guarded && state.relations.has(key)) return;
    state.relations.set(key, table);
    for (const constraint of table.constraints.values())
      addConstraint(state, relationFor(state, table.name), constraint);
    const parent = bound?.isDefault === true ? state.relations.get(table.partitionOf ?? "") : undefined;
    if (parent !== undefined) setRelation(state, { ...parent, defaultPartition: key });
  },
  "create-view": (state, { view }) => {
    const before = state.relations.get(keyOf(view.name));
    state.relations.set(keyOf(view.name), before === undefined ? view : { ...view, born: before.born });
  },
  "create-sequence": (state, { sequence }) => {
    state.relations.set(keyOf(sequence.name), sequence);
  },
  "drop-relation": (state, { on }) => {
    state.relations.delete(on.key);
    // Foreign keys to it are gone too: without CASCADE it would not have been dropped.
    for (const { child, constraint } of state.referencing(on.key))
      dropConstraint(state, relationFor(state, child.name), constraint.name);
    for (const [key, index] of state.indexes) if (index.table === on.key) state.indexes.delete(key);
  },
  "add-column": (state, { on, column, guarded }) => {
    const table = relationFor(state, on.name);
    if (guarded && table.columns.has(column.name)) return;
    setRelation(state, { ...table, columns: new Map([...table.columns, [column.name, column]]) });
  },
  "drop-column": (state, { on, column }) => {
    const table = relationFor(state, on.name);
    const columns = new Map([...table.columns].filter(([name]) => name !== column));
    const constraints = new Map(
      [...table.constraints].filter(([, { columns: used }]) => !used.includes(column)),
    );
    setRelation(state, { ...table, columns, constraints });
    for (const [key, index] of state.indexes) {
      if (index.table === on.key && index.columns.includes(column)) state.indexes.delete(key);
    }
  },
  "alter-type": (state, { on, column, to }) => changeColumn(state, on.name, { name: column, type: to }),
  "set-not-null": (state, { on, column }) => changeColumn(state, on.name, { name: column, notNull: true }),
  "drop-not-null": (state, { on, column }) => changeColumn(state, on.name, { name: column, notNull: false }),
  "set-default": (state, { on, column, value }) =>
    changeColumn(state, on.name, { name: column, default: value }),
  "drop-default": (state, { on, column }) => changeColumn(state, on.name, { name: column, default: null }),
  "add-identity": (state, { on, column }) => changeColumn(state, on.name, { name: column, identity: true }),
  "drop-identity": (state, { on, column }) => changeColumn(state, on.name, { name: column, identity: false }),
  "drop-expression": (state, { on, column }) =>
    changeColumn(state, on.name, { name: column, generated: null }),
  "add-constraint": (state, { on, constraint }) => {
    // A table that the statement makes has its constraints already.
    if (on.isNew && on.known === null) return;
    addConstraint(state, relationFor(state, on.name), constraint);
  },
  "validate-constraint": (state, { on, constraint }) => {
    const table = relationFor(state, on.name);
    const known = table.constraints.get(constraint);
    if (known !== undefined) addConstraint(state, table, { ...known, valid: true });
  },
  "alter-constraint": (state, { on, constraint, enforced }) => {
    const table = relationFor(state, on.name);
    const known = table.constraints.get(constraint);
    if (known !== undefined && enforced !== null)
      addConstraint(state, table, { ...known, enforced, valid: enforced });
  },
  "drop-constraint": (state, { on, constraint }) =>
    dropConstraint(state, relationFor(state, on.name), constraint),
  "rename-relation": (state, { on, to }) => moveRelation(state, on.name, to),
  "move-relation": (state, { on, to }) => moveRelation(state, on.name, to),
  "rename-column": (state, { on, column, to }) => renameColumn(state, on.name, { from: column, to }),
  "rename-constraint": (state, { on, constraint, to }) =>
    renameConstraint(state, relationFor(state, on.name), { from: constraint, to }),
  "create-index": (state, { on, index, guarded }) => {
    if (guarded && state.indexes.has(keyOf(index.name))) return;
    relationFor(state, on.name);
    state.indexes.set(keyOf(index.name), index);
  },
  "drop-index": (state, { name }) => {
    state.indexes.delete(keyOf(name));
  },
  "rename-index": (state, { name, to }) => {
    const index = state.indexes.get(keyOf(name));
    if (index === undefined) return;
    state.indexes.delete(keyOf(name));
    state.indexes.set(keyOf({ ...name, name: to }), { ...index, name: { ...name, name: to } });
  },
  "attach-partition": (state, { on, partition, bound }) => {
    setRelation(state, { ...relationFor(state, partition.name), partitionOf: on.key });
    const table = relationFor(state, on.name);
    setRelation(state, {
      ...table,
      partitioned: true,
      defaultPartition: bound.isDefault ? partition.key : table.defaultPartition,
    });
  },
  "detach-partition": (state, { on, partition }) => {
    setRelation(state, { ...relationFor(state, partition.name), partitionOf: null });
    const table = relationFor(state, on.name);
    if (table.defaultPartition === partition.key) setRelation(state, { ...table, defaultPartition: null });
  },
  "refresh-view": (state, { on, withData }) => {
    const view = state.relations.get(on.key);
    if (view !== undefined) setRelation(state, { ...view, populated: withData });
  },
  "set-persistence": (state, { on, to }) =>
    setRelation(state, {
      ...relationFor(state, on.name),
      persistence: to === "logged" ? "permanent" : "unlogged",
    }),
  "create-policy": (state, { on, policy }) => {
    const table = relationFor(state, on.name);
    setRelation(state, { ...table, policies: new Set([...table.policies, policy]) });
  },
  "create-trigger": (state, { on, trigger }) => {
    state.objects.set(`trigger:${on.key}.${trigger}`, state.unit);
  },
  "create-rule": (state, { on, rule }) => {
    state.objects.set(`rule:${on.key}.${rule}`, state.unit);
  },
  "create-type": (state, { type }) => {
    state.types.set(keyOf(type.name), type);
  },
  "create-domain": (state, { type }) => {
    state.types.set(keyOf(type.name), type);
  },
  "add-enum-value": (state, { name, value, type }) => {
    if (type?.values.has(value) === true) return;
    changeEnum(state, name, (values) => [...values, [value, state.unit]]);
  },
  "rename-enum-value": (state, { name, from, to }) =>
    changeEnum(state, name, (values) => values.map(([value, born]) => [value === from ? to : value, born])),
  "alter-domain": (state, { name, how }) => {
    const domain = state.types.get(keyOf(name));
    if (domain !== undefined && (how === "add-constraint" || how === "set-not-null"))
      state.types.set(keyOf(name), { ...domain, constrained: true });
  },
  "create-function": (state, { name, volatility }) => {
    const before = state.functions.get(keyOf(name));
    state.functions.set(keyOf(name), { name, volatility, born: before?.born ?? state.unit });
  },
  "drop-object": (state, { what, name, table }) => {
    if (what === "policy" && table !== null) {
      const before = relationFor(state, table.name);
      const policies = new Set([...before.policies].filter((policy) => policy !== name.name));
      setRelation(state, { ...before, policies });
    }
    if (what === "type" || what === "domain") state.types.delete(keyOf(name));
    if (what === "function" || what === "procedure" || what === "routine")
      state.functions.delete(keyOf(name));
    state.objects.delete(`${what}:${table === null ? keyOf(name) : `${table.key}.${name.name}`}`);
  },
  "rename-object": (state, { name, to }) => moveType(state, name, { ...name, name: to }),
  "move-object": (state, { name, to }) => moveType(state, name, { ...name, schema: to }),
  query: (state, { scans }) => {
    for (const key of scans) state.lastRead.set(key, state.unit);
  },
  truncate: (state, { on }) => {
    state.emptied.set(on.key, state.unit);
  },
  dml: (state, { on, verb, reach, columns, where }) => {
    if (verb === "update" || verb === "merge")
      for (const column of columns) state.backfilled.add(`${on.key}.${column}`);
    if (verb === "delete" && reach === "all") state.emptied.set(on.key, state.unit);
    if (verb === "insert" || verb === "copy" || verb === "merge") state.emptied.delete(on.key);
    const isNull = where?.NullTest?.nulltesttype === "IS_NULL" ? columnOf(where.NullTest.arg) : null;
    if (verb === "delete" && isNull !== null) state.backfilled.add(`${on.key}.${isNull}`);
  },
  "create-schema": (state, { schema, guarded }) => {
    if (!guarded || !state.schemas.has(schema)) state.schemas.set(schema, state.unit);
  },
  "drop-schema": (state, { schema }) => {
    state.schemas.delete(schema);
    for (const [key, { name }] of state.relations) if (name.schema === schema) state.relations.delete(key);
    for (const [key, { name }] of state.indexes) if (name.schema === schema) state.indexes.delete(key);
    for (const [key, { name }] of state.types) if (name.schema === schema) state.types.delete(key);
  },
  "rename-schema": (state, { schema, to }) => renameSchema(state, schema, to),
};

/** Follows one effect. */
export function applyEffect(state: SchemaState, effect: Effect): void {
  const apply = APPLIERS[effect.kind] as ((state: SchemaState, effect: Effect) => void) | undefined;
  apply?.(state, effect);
}

type Values = readonly (readonly [string, number])[];

function changeEnum(state: SchemaState, name: QualifiedName, change: (values: Values) => Values): void {
  const before: TypeObject = state.types.get(keyOf(name)) ?? {
    name,
    kind: "enum",
    values: new Map(),
    base: null,
    constrained: false,
    checks: [],
    born: 0,
  };
  state.types.set(keyOf(name), { ...before, values: new Map(change([...before.values])) });
}

function moveType(state: SchemaState, from: QualifiedName, to: QualifiedName): void {
  const type = state.types.get(keyOf(from));
  if (type !== undefined) {
    state.types.delete(keyOf(from));
    state.types.set(keyOf(to), { ...type, name: to });
    retype(state, from, to);
  }
  const known = state.functions.get(keyOf(from));
  if (known === undefined) return;
  state.functions.delete(keyOf(from));
  state.functions.set(keyOf(to), { ...known, name: to });
}

/** Columns keep their type when it is renamed. */
function retype(state: SchemaState, from: QualifiedName, to: QualifiedName): void {
  for (const relation of state.relations.values()) {
    for (const column of relation.columns.values()) {
      if (column.type?.name !== from.name) continue;
      if (column.type.schema !== null && column.type.schema !== from.schema) continue;
      changeColumn(state, relation.name, {
        name: column.name,
        type: { ...column.type, schema: to.schema, name: to.name },
      });
    }
  }
}

function renameColumn(
  state: SchemaState,
  table: QualifiedName,
  { from, to }: { from: string; to: string },
): void {
  const relation = relationFor(state, table);
  const swap = (name: string): string => (name === from ? to : name);
  const columns = new Map(
    [...relation.columns].map(([name, column]) => [swap(name), { ...column, name: swap(name) }]),
  );
  const constraints = new Map(
    [...relation.constraints].map(([name, it]) => [name, { ...it, columns: it.columns.map(swap) }]),
  );
  setRelation(state, { ...relation, columns, constraints });
  for (const [key, index] of state.indexes) {
    if (index.table !== keyOf(table)) continue;
    state.indexes.set(key, {
      ...index,
      columns: index.columns.map((name) => (name === null ? null : swap(name))),
    });
  }
}
