import { keyOf } from "../names.ts";
import type { QualifiedName } from "../names.ts";
import { relationFor, setRelation } from "./change-relation.ts";
import type { SchemaState } from "./schema-state.ts";

/** Gives a relation another name or schema, and follows it in indexes, foreign keys and partitions. */
export function moveRelation(state: SchemaState, from: QualifiedName, to: QualifiedName): void {
  const relation = relationFor(state, from);
  const [before, after] = [keyOf(from), keyOf(to)];
  state.relations.delete(before);
  setRelation(state, { ...relation, name: to });
  for (const facts of [state.lastRead, state.emptied]) {
    const unit = facts.get(before);
    if (unit !== undefined) facts.set(after, unit);
    facts.delete(before);
  }
  for (const [key, index] of state.indexes) {
    if (index.table !== before) continue;
    const name = { ...index.name, schema: to.schema };
    state.indexes.delete(key);
    state.indexes.set(keyOf(name), { ...index, name, table: after });
  }
  for (const other of state.relations.values()) {
    const partitionOf = other.partitionOf === before ? after : other.partitionOf;
    const defaultPartition = other.defaultPartition === before ? after : other.defaultPartition;
    const isReferencing = [...other.constraints.values()].some(
      ({ references }) => references !== null && keyOf(references.table) === before,
    );
    if (partitionOf === other.partitionOf && defaultPartition === other.defaultPartition && !isReferencing)
      continue;
    const constraints = new Map(
      [...other.constraints].map(([name, it]) => [
        name,
        it.references !== null && keyOf(it.references.table) === before
          ? { ...it, references: { ...it.references, table: to } }
          : it,
      ]),
    );
    setRelation(state, { ...other, partitionOf, defaultPartition, constraints });
  }
}

/** Gives a schema another name, and all that is in it. */
export function renameSchema(state: SchemaState, from: string, to: string): void {
  state.schemas.set(to, state.schemas.get(from) ?? 0);
  state.schemas.delete(from);
  // The map changes on the way.
  const moved = [...state.relations.values()].filter(({ name }) => name.schema === from);
  for (const { name } of moved) moveRelation(state, name, { ...name, schema: to });
  for (const [key, type] of state.types) {
    if (type.name.schema !== from) continue;
    const name = { ...type.name, schema: to };
    state.types.delete(key);
    state.types.set(keyOf(name), { ...type, name });
  }
}
