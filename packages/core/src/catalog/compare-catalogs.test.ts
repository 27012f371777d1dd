import { describe, expect, test } from "vitest";
import { createCatalog, parseCatalog } from "./catalog.ts";
import type { Catalog, CatalogOptions } from "./catalog.ts";
import { compareCatalogs } from "./compare-catalogs.ts";

type Row = readonly [string, string, string | null, string];

function catalogOf(rows: readonly Row[], options?: CatalogOptions): Catalog {
  const parsed = parseCatalog(rows, options);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const ORDERS: readonly Row[] = [
  ["table:public.orders", "table", null, "TABLE"],
  ["table:public.orders.column:id", "column", "table:public.orders", "integer NOT NULL"],
  ["sequence:public.orders_id_seq", "sequence", "table:public.orders.column:id", "SEQUENCE AS integer"],
  ["constraint:public.orders.pk", "constraint", "table:public.orders", "PRIMARY KEY (id)"],
];
const MOOD: Row = ["type:public.mood", "enum", null, "ENUM ('sad')"];

describe("compareCatalogs", () => {
  test("nothing differs between a catalog and itself, in whatever order its rows came", () => {
    expect(compareCatalogs(catalogOf([...ORDERS, MOOD]), catalogOf([MOOD, ...ORDERS].reverse()))).toEqual([]);
  });

  test("an extra table stands for its columns, their sequences and its constraints", () => {
    expect(compareCatalogs(catalogOf([MOOD]), catalogOf([MOOD, ...ORDERS]))).toEqual([
      { object: "table:public.orders", type: "table", kind: "extra", before: null, after: "TABLE" },
    ]);
  });

  test("parts of a table that is in both are differences of their own, sorted by name", () => {
    const after = catalogOf([
      ORDERS[0]!,
      ["table:public.orders.column:id", "column", "table:public.orders", "bigint NOT NULL"],
      ["index:public.ix", "index", "table:public.orders", "CREATE INDEX ix"],
    ]);
    expect(compareCatalogs(catalogOf(ORDERS), after)).toEqual([
      {
        object: "constraint:public.orders.pk",
        type: "constraint",
        kind: "missing",
        before: "PRIMARY KEY (id)",
        after: null,
      },
      { object: "index:public.ix", type: "index", kind: "extra", before: null, after: "CREATE INDEX ix" },
      {
        object: "sequence:public.orders_id_seq",
        type: "sequence",
        kind: "missing",
        before: "SEQUENCE AS integer",
        after: null,
      },
      {
        object: "table:public.orders.column:id",
        type: "column",
        kind: "different",
        before: "integer NOT NULL",
        after: "bigint NOT NULL",
      },
    ]);
  });

  test("a view that became a materialized view of the same text is different", () => {
    const view = (kind: string): Catalog => catalogOf([["view:public.v", kind, null, "SELECT 1"]]);
    expect(compareCatalogs(view("view"), view("materialized view"))).toMatchObject([{ kind: "different" }]);
  });
});

describe("parseCatalog", () => {
  test("leaves out what is named, with everything that belongs to it, and the statement's own rows", () => {
    const rows: readonly Row[] = [["search_path", "setting", null, "public"], ...ORDERS, MOOD];
    const catalog = catalogOf(rows, { without: ["table:public.orders"] });
    expect([...catalog.objects.keys()]).toEqual(["type:public.mood"]);
  });

  test("leaves grants out unless they are asked for", () => {
    const rows: readonly Row[] = [
      MOOD,
      ["grants:type:public.mood", "grants", "type:public.mood", "app=USAGE"],
    ];
    expect(catalogOf(rows).objects.size).toBe(1);
    expect(catalogOf(rows, { grants: true }).objects.size).toBe(2);
  });

  test("keeps both of two objects that a dot in a name makes look alike", () => {
    const one: Row = ["table:a.b.c", "table", null, "ONE"];
    const two: Row = ["table:a.b.c", "table", null, "TWO"];
    expect(compareCatalogs(catalogOf([one, two]), catalogOf([two, one]))).toEqual([]);
    expect(compareCatalogs(catalogOf([one, two]), catalogOf([one]))).toHaveLength(1);
  });

  test("refuses rows of another shape, naming the row", () => {
    expect(parseCatalog([MOOD, ["table:x", "table", 3, "TABLE"]])).toEqual({
      ok: false,
      error: "row 2 of the catalog snapshot is not (object, kind, parent, definition)",
    });
  });

  test("objects that claim to be parts of one another do not hang it", () => {
    const loop = { kind: "table", definition: "" };
    const catalog = createCatalog([
      { object: "a", parent: "b", ...loop },
      { object: "b", parent: "a", ...loop },
    ]);
    expect(catalog.objects.size).toBe(2);
  });
});
