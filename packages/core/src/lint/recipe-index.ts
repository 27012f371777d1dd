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
  sqlWord,
} from "./recipe.ts";
import { PLAIN_KEY } from "./schema/objects.ts";
import type { Index } from "./schema/objects.ts";
import type { SchemaState } from "./schema/schema-state.ts";
import { showExpression } from "./show-expression.ts";

/** Builds an index concurrently, after clearing what an interrupted build may have left. */
export function buildIndex(index: Index, table: QualifiedName): readonly string[] {
  return autocommit([
    `${dropIndexConcurrently(index.name.name, table, true)}  # clears what a failed build left`,
    createIndexConcurrently(index, table),
  ]);
}

/** Builds an index: in the transaction where the table is new, else concurrently. */
export function createIndex(index: Index, on: RelationRef): readonly string[] {
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
    constraint: false,
    born: 0,
  };
}

/** The index of a partitioned table, which cannot be built concurrently: one of each partition, then joined. */
export function buildOnPartitions(index: Index, table: QualifiedName, state: SchemaState): readonly string[] {
  const known = state.partitionsOf(keyOf(table)).map(({ name }) => name);
  const partitions = known.length > 0 ? known : [{ schema: table.schema, name: `${table.name}_…` }];
  const parts = partitions.map((partition) => ({
    partition,
    part: {
      ...index,
      name: { schema: partition.schema, name: `${partition.name}_${index.columns[0] ?? "expr"}_idx` },
    },
  }));
  return [
    execute(createOnOnly(index, table)),
    ...autocommit(parts.map(({ partition, part }) => createIndexConcurrently(part, partition))),
    ...parts.map(({ part }) =>
      execute(`ALTER INDEX ${sqlName(index.name)} ATTACH PARTITION ${sqlName(part.name)}`),
    ),
  ];
}

function createOnOnly(index: Index, table: QualifiedName): string {
  const keys = index.columns.map((column) => (column === null ? "…" : sqlWord(column))).join(", ");
  const method = index.method === "btree" ? "" : ` USING ${index.method}`;
  const include = index.include.length === 0 ? "" : ` INCLUDE (${index.include.map(sqlWord).join(", ")})`;
  const nulls = index.nullsDistinct ? "" : " NULLS NOT DISTINCT";
  const where = index.predicate === null ? "" : ` WHERE ${showExpression(index.predicate) ?? "…"}`;
  return `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${sqlWord(index.name.name)} ON ONLY ${sqlName(table)}${method} (${keys})${include}${nulls}${where}`;
}

/** What can be done CONCURRENTLY, and then never in a transaction. */
export type Concurrent = Effect<"create-index" | "drop-index" | "reindex" | "detach-partition">;

/** The same statement as an operation, to be put into another place. */
export function repeatConcurrent(effect: Concurrent, sql: string): string {
  if (effect.kind === "create-index") return createIndexConcurrently(effect.index, effect.on.name);
  return effect.kind === "drop-index" ? dropIndexConcurrently(effect.name.name, null) : execute(sql);
}
