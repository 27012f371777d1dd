import type { Relation } from "./objects.ts";

/** A table without anything in it yet: made just now, or one of which nothing more is known. */
export function newRelation(known: Pick<Relation, "name" | "born" | "persistence" | "complete">): Relation {
  return {
    kind: "table",
    ...known,
    partitioned: false,
    partitionKeys: [],
    partitionOf: null,
    defaultPartition: null,
    columns: new Map(),
    constraints: new Map(),
    policies: new Set(),
    populated: true,
  };
}
