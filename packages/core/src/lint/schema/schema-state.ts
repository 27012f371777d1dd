import { keyOf } from "../names.ts";
import type { PartialName, QualifiedName } from "../names.ts";
import type { Born, Column, Constraint, FunctionObject, Index, Relation, TypeObject } from "./objects.ts";

const DEFAULT_PATH: readonly string[] = ["public"];

/** A foreign key and the table that has it. */
export interface Referencing {
  readonly child: Relation;
  readonly constraint: Constraint;
}

/**
 * The database as the statements so far have made it. What was there before is unknown, unless a statement
 * told of it. The maps change; the values in them do not, so an effect may keep them.
 */
export class SchemaState {
  readonly relations: Map<string, Relation> = new Map();
  readonly indexes: Map<string, Index> = new Map();
  readonly types: Map<string, TypeObject> = new Map();
  readonly functions: Map<string, FunctionObject> = new Map();
  /** Triggers, rules and others that only have to be known as new: `trigger:public.orders.audit`. */
  readonly objects: Map<string, Born> = new Map();
  readonly schemas: Map<string, Born> = new Map();
  /** Columns that have no NULL left of old: some UPDATE gave them values, or such rows were deleted; `public.orders.note`. */
  readonly backfilled: Set<string> = new Set();
  /** Tables, by key, with the transaction that last read their rows. */
  readonly lastRead: Map<string, Born> = new Map();
  /** Tables, by key, with the transaction that deleted all their rows and has put in none since. */
  readonly emptied: Map<string, Born> = new Map();
  searchPath: readonly string[] = DEFAULT_PATH;
  /** Number of the transaction at work: what was born in it is new. */
  unit: Born = 1;

  /** As it is now: what follows changes the original alone. */
  copy(): SchemaState {
    const copy = new SchemaState();
    for (const [key, relation] of this.relations) copy.relations.set(key, relation);
    for (const [key, index] of this.indexes) copy.indexes.set(key, index);
    for (const [key, type] of this.types) copy.types.set(key, type);
    for (const [key, known] of this.functions) copy.functions.set(key, known);
    for (const [key, born] of this.objects) copy.objects.set(key, born);
    for (const [key, born] of this.schemas) copy.schemas.set(key, born);
    for (const column of this.backfilled) copy.backfilled.add(column);
    for (const [key, unit] of this.lastRead) copy.lastRead.set(key, unit);
    for (const [key, unit] of this.emptied) copy.emptied.set(key, unit);
    copy.searchPath = this.searchPath;
    copy.unit = this.unit;
    return copy;
  }

  isNew(born: Born | undefined): boolean {
    return born === this.unit;
  }

  /** The full name of a relation or index as the search path finds it; where nothing is known, it is in the path's first schema. */
  resolve(name: PartialName): QualifiedName {
    return this.#find(name, (key) => this.relations.has(key) || this.indexes.has(key));
  }

  resolveType(name: PartialName): QualifiedName {
    return this.#find(name, (key) => this.types.has(key));
  }

  relation(name: PartialName): Relation | null {
    return this.relations.get(keyOf(this.resolve(name))) ?? null;
  }

  type(name: PartialName): TypeObject | null {
    return this.types.get(keyOf(this.resolveType(name))) ?? null;
  }

  /** Where an unqualified name is created. */
  creationName({ schema, name }: PartialName): QualifiedName {
    return { schema: schema ?? this.searchPath[0] ?? "public", name };
  }

  column(table: string, column: string): Column | null {
    return this.relations.get(table)?.columns.get(column) ?? null;
  }

  indexesOf(table: string): readonly Index[] {
    return [...this.indexes.values()].filter((index) => index.table === table);
  }

  /** The partitions of a table, as far as they are known. */
  partitionsOf(table: string): readonly Relation[] {
    return [...this.relations.values()].filter(({ partitionOf }) => partitionOf === table);
  }

  /** The foreign keys that point to a table. */
  referencing(table: string): readonly Referencing[] {
    return [...this.relations.values()].flatMap((child) =>
      [...child.constraints.values()]
        .filter(({ references }) => references !== null && keyOf(references.table) === table)
        .map((constraint) => ({ child, constraint })),
    );
  }

  resetSearchPath(): void {
    this.searchPath = DEFAULT_PATH;
  }

  #find({ schema, name }: PartialName, has: (key: string) => boolean): QualifiedName {
    if (schema !== null) return { schema, name };
    const schemas = ["pg_temp", ...this.searchPath, "pg_catalog"];
    const found = schemas.find((candidate) => has(`${candidate}.${name}`));
    return { schema: found ?? this.searchPath[0] ?? "public", name };
  }
}
