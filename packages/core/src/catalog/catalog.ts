import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";

/**
 * One object of a database: a table, a column, a function, …
 *
 * Everything that can differ is in the definition, as Postgres itself prints it with an empty
 * search_path. A column's position is not: it changes when a column is dropped and added again
 * (`attnum` only grows), so a round trip could never restore it, and no statement can.
 */
export interface CatalogObject {
  /** Stable name, identifiers as stored and unquoted: `table:public.orders.column:note`, `index:public.ix_a`. */
  readonly object: string;
  /** In words: `table`, `column`, `materialized view`, `grants`. */
  readonly kind: string;
  /** The object that this one is a part of and goes away with; null at the top. */
  readonly parent: string | null;
  readonly definition: string;
}

/** What a database consists of, without its rows, by stable name. */
export interface Catalog {
  readonly objects: ReadonlyMap<string, CatalogObject>;
}

/** What to leave out of a catalog when it is read. */
export interface CatalogOptions {
  /** Objects left out with everything that belongs to them, such as the version table: `table:public.alembic_version`. */
  readonly without?: readonly string[];
  /** Privileges are compared only when asked for: they name roles, which differ between servers. Default false. */
  readonly grants?: boolean;
}

/** Makes a catalog; two objects of one name (a dot inside a name) are kept together rather than lost. */
export function createCatalog(found: readonly CatalogObject[], options: CatalogOptions = {}): Catalog {
  const objects = new Map<string, CatalogObject>();
  for (const item of found) {
    if (item.kind === "grants" && options.grants !== true) continue;
    const other = objects.get(item.object);
    const definition =
      other === undefined ? item.definition : [other.definition, item.definition].sort().join("\n");
    objects.set(item.object, { ...item, definition });
  }
  const dropped = new Set(options.without);
  const belongsToDropped = (name: string | null): boolean => {
    const chain = new Set<string>();
    for (let at = name; at !== null && !chain.has(at); at = objects.get(at)?.parent ?? null) {
      if (dropped.has(at)) return true;
      chain.add(at);
    }
    return false;
  };
  const names = [...objects.keys()].filter((name) => !belongsToDropped(name)).sort();
  return { objects: new Map(names.map((name) => [name, objects.get(name)!])) };
}

/**
 * Reads the rows of the snapshot statement (object, kind, parent, definition), from whichever driver
 * fetched them. Rows of kind `setting` are the statement's own bookkeeping and carry no object.
 */
export function parseCatalog(
  rows: readonly (readonly unknown[])[],
  options: CatalogOptions = {},
): Result<Catalog, string> {
  const found: CatalogObject[] = [];
  for (const [index, [object, kind, parent, definition]] of rows.entries()) {
    if (kind === "setting") continue;
    if (
      typeof object !== "string" ||
      typeof kind !== "string" ||
      (parent !== null && typeof parent !== "string") ||
      typeof definition !== "string"
    ) {
      return err(`row ${index + 1} of the catalog snapshot is not (object, kind, parent, definition)`);
    }
    found.push({ object, kind, parent, definition });
  }
  return ok(createCatalog(found, options));
}
