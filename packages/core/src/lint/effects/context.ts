import type { Lock, LockMode } from "../locks.ts";
import { keyOf, nameOfRange, shown } from "../names.ts";
import type { PartialName, QualifiedName } from "../names.ts";
import type { Relation } from "../schema/objects.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import type { SessionSettings } from "../settings.ts";
import type { Node, RangeVar } from "../tree.ts";
import type { Cost, RelationRef } from "./effect.ts";

/** What a translation of a statement may look at: everything as it was before the statement. */
export interface Context {
  readonly state: SchemaState;
  readonly settings: SessionSettings;
  /** Major of the server. */
  readonly postgres: number;
  /** Alembic's own tables, as keys: `public.alembic_version`. */
  readonly versionTables: ReadonlySet<string>;
}

/** Nothing for others to wait for. */
export const FREE: Cost = { locks: [], rewrites: [], scans: [] };

/** The relation of a name in a statement. */
export function refOf(context: Context, range: RangeVar): RelationRef {
  return refTo(context, context.state.resolve(nameOfRange(range)));
}

/** The relation with a full name. */
export function refTo({ state }: Context, name: QualifiedName): RelationRef {
  const key = keyOf(name);
  const known = state.relations.get(key) ?? null;
  const isNew = known?.persistence === "temporary" || state.isNew(known?.born);
  return { name, key, shown: shown(name), isNew, known };
}

/** The relations of a list of names. */
export function refsOf(context: Context, nodes: readonly Node[] | undefined): readonly RelationRef[] {
  return (nodes ?? []).flatMap(({ RangeVar: range }) => (range === undefined ? [] : [refOf(context, range)]));
}

/** The reference to a relation that the statement makes. */
export function refToMade(table: Relation): RelationRef {
  return { name: table.name, key: keyOf(table.name), shown: shown(table.name), isNew: true, known: null };
}

/** A name that the statement makes, temporary ones in their own schema. */
export function madeName({ state }: Context, name: PartialName): QualifiedName {
  return state.creationName(name);
}

/** A lock on a relation, if it existed before. */
export function lockOn(ref: RelationRef | null, mode: LockMode): readonly Lock[] {
  return ref === null || ref.isNew ? [] : [{ relation: ref.key, mode }];
}

/** A lock on a relation and, where it is partitioned, on its known partitions. */
export function lockOnTree(context: Context, ref: RelationRef, mode: LockMode): readonly Lock[] {
  return treeOf(context, ref).flatMap((part) => lockOn(part, mode));
}

/** A relation and its known partitions, down to the last. */
export function treeOf(context: Context, ref: RelationRef): readonly RelationRef[] {
  const parts = context.state.partitionsOf(ref.key).map(({ name }) => refTo(context, name));
  return [ref, ...parts.flatMap((part) => treeOf(context, part))];
}

/** The keys of relations that existed before and hold rows: partitioned tables have none of their own. */
export function existing(refs: readonly RelationRef[]): readonly string[] {
  return refs.filter(({ isNew, known }) => !isNew && known?.partitioned !== true).map(({ key }) => key);
}

/** What a change of one relation costs. */
export function costOf(
  context: Context,
  ref: RelationRef,
  { mode, work = "none" }: { readonly mode: LockMode; readonly work?: "none" | "scan" | "rewrite" },
): Cost {
  const tree = work === "none" ? [ref] : treeOf(context, ref);
  const worked = existing(tree).length === 0 && !ref.isNew ? [ref.key] : existing(tree);
  return {
    locks: tree.flatMap((part) => lockOn(part, mode)),
    rewrites: work === "rewrite" ? worked : [],
    scans: work === "none" ? [] : worked,
  };
}

/** Several costs as one. */
export function together(costs: readonly Cost[]): Cost {
  return {
    locks: costs.flatMap(({ locks }) => locks),
    rewrites: [...new Set(costs.flatMap(({ rewrites }) => rewrites))],
    scans: [...new Set(costs.flatMap(({ scans }) => scans))],
  };
}
