import type { Catalog, CatalogObject } from "./catalog.ts";

/** An object that two catalogs disagree about. */
export interface CatalogDifference {
  readonly object: string;
  /** What sort of object it is, in words: `table`, `column`. */
  readonly type: string;
  /** `extra`: only after. `missing`: only before. `different`: in both, with other definitions. */
  readonly kind: "extra" | "missing" | "different";
  /** Definition before; null where it is extra. */
  readonly before: string | null;
  /** Definition after; null where it is missing. */
  readonly after: string | null;
}

/**
 * What changed from one catalog to another, sorted by object name. Parts of an extra or a missing
 * object (columns, constraints, indexes of a table) are not listed beside it.
 */
export function compareCatalogs(before: Catalog, after: Catalog): readonly CatalogDifference[] {
  const differences: CatalogDifference[] = [];
  for (const item of onlyIn(after, before)) {
    differences.push({ ...named(item), kind: "extra", before: null, after: item.definition });
  }
  for (const item of onlyIn(before, after)) {
    differences.push({ ...named(item), kind: "missing", before: item.definition, after: null });
  }
  for (const item of before.objects.values()) {
    const other = after.objects.get(item.object);
    if (other === undefined || (other.kind === item.kind && other.definition === item.definition)) continue;
    differences.push({
      ...named(other),
      kind: "different",
      before: item.definition,
      after: other.definition,
    });
  }
  return differences.sort((one, two) => (one.object < two.object ? -1 : one.object > two.object ? 1 : 0));
}

const named = (item: CatalogObject): { object: string; type: string } => ({
  object: item.object,
  type: item.kind,
});

function onlyIn(catalog: Catalog, other: Catalog): CatalogObject[] {
  const isNew = (name: string): boolean => catalog.objects.has(name) && !other.objects.has(name);
  return [...catalog.objects.values()].filter(
    (item) => isNew(item.object) && !(item.parent !== null && isNew(item.parent)),
  );
}
