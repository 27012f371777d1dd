import type { Effect, RelationRef } from "./effects/effect.ts";
import { keyOf } from "./names.ts";
import type { QualifiedName } from "./names.ts";
import {
  autocommit,
  createIndexConcurrently,
  createIndexOperation,
  dropIndexConcurrently,
  execute,
  sqlName,
  steps,
} from "./recipe.ts";
import { PLAIN_KEY } from "./schema/objects.ts";
import type { Index } from "./schema/objects.ts";
import type { SchemaState } from "./schema/schema-state.ts";

/** Builds an index concurrently, after clearing what an interrupted build may have left. */
export function buildIndex(index: Index, table: QualifiedName): readonly string[] {
  return autocommit([
    `${dropIndexConcurrently(index.name.name, table, true)}  # clears what a failed build left`,
    createIndexConcurrently(index, table),
  ]);
}

/** Builds an index: in the transaction where the table is new, else concurrently; `state` for partitions. */
export function createIndex(
  index: Index,
  on: RelationRef,
  state: SchemaState | null = null,
): readonly string[] {
  if (!on.isNew && on.known?.partitioned === true && state !== null)
    return buildOnPartitions(index, on.name, state);
  return on.isNew ? [createIndexOperation(index, on.name)] : buildIndex(index, on.name);
}

/** A plain index on columns. */
export function plainIndex(name: string, table: RelationRef, columns: readonly string[]): Index {
  return {
    name: { schema: table.name.schema, name },
    table: table.key,
    columns,
    expressions: [],
    include: [],
    unique: false,
    nullsDistinct: true,
    method: "btree",
    opclasses: columns.map(() => PLAIN_KEY),
    predicate: null,
    written: null,
    constraint: false,
    born: 0,
  };
}

/** The index of a partitioned table, which cannot be built concurrently: one of each partition, then joined. */
export function buildOnPartitions(index: Index, table: QualifiedName, state: SchemaState): readonly string[] {
  const { parents, leaves, joins } = partsOf(index, table, state);
  return steps([
    ["a revision: the index of the parent alone", parents],
    ["a revision of its own: one of each partition, in use at once", autocommit(leaves)],
    ["a revision: join them", joins],
  ]);
}

interface Parts {
  readonly parents: readonly string[];
  readonly leaves: readonly string[];
  readonly joins: readonly string[];
}

function partsOf(index: Index, table: QualifiedName, state: SchemaState): Parts {
  const known = state.partitionsOf(keyOf(table));
  const partitions =
    known.length > 0
      ? known
      : [{ name: { schema: table.schema, name: `${table.name}_…` }, partitioned: false }];
  const parts = partitions.map(({ name, partitioned }) => {
    const own = { schema: name.schema, name: `${name.name}_${index.columns[0] ?? "expr"}_idx` };
    const part = { ...index, name: own };
    const join = execute(`ALTER INDEX ${sqlName(index.name)} ATTACH PARTITION ${sqlName(own)}`);
    if (!partitioned) return { parents: [], leaves: [createIndexConcurrently(part, name)], joins: [join] };
    const below = partsOf(part, name, state);
    return { ...below, joins: [...below.joins, join] };
  });
  return {
    parents: [createIndexOperation(index, table, { only: true }), ...parts.flatMap(({ parents }) => parents)],
    leaves: parts.flatMap(({ leaves }) => leaves),
    joins: parts.flatMap(({ joins }) => joins),
  };
}

/** What can be done CONCURRENTLY, and then never in a transaction. */
export type Concurrent = Effect<"create-index" | "drop-index" | "reindex" | "detach-partition">;

/** The same statement as an operation, to be put into another place. */
export function repeatConcurrent(effect: Concurrent, sql: string): string {
  if (effect.kind === "create-index") return createIndexConcurrently(effect.index, effect.on.name);
  return effect.kind === "drop-index" && effect.name.schema === "public"
    ? dropIndexConcurrently(effect.name.name, null)
    : execute(sql);
}
