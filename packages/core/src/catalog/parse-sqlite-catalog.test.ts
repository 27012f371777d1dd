import { expect, test } from "vitest";
import type { Catalog } from "./catalog.ts";
import { compareCatalogs } from "./compare-catalogs.ts";
import { parseSqliteCatalog } from "./parse-sqlite-catalog.ts";

function catalogOf(...rows: readonly (readonly unknown[])[]): Catalog {
  const parsed = parseSqliteCatalog(rows);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
const table = (name: string, sql: string): readonly unknown[] => ["table", name, name, sql];

test("columns, constraints, indexes, views and triggers are objects of their own", () => {
  const catalog = catalogOf(
    table(
      "orders",
      `CREATE TABLE orders (id INTEGER NOT NULL, total NUMERIC(10, 2) DEFAULT '0, (x', -- the sum
        CONSTRAINT fk FOREIGN KEY(id) REFERENCES users (id), CHECK (total > 0), PRIMARY KEY (id)) STRICT`,
    ),
    ["index", "ix", "orders", "CREATE INDEX ix ON orders (total)"],
    ["index", "sqlite_autoindex_orders_1", "orders", null],
    ["table", "sqlite_sequence", "sqlite_sequence", "CREATE TABLE sqlite_sequence(name,seq)"],
    ["view", "v", "v", "CREATE VIEW v AS SELECT 1"],
  );
  expect(
    Object.fromEntries([...catalog.objects].map(([name, { definition }]) => [name, definition])),
  ).toEqual({
    "constraint:orders.(CHECK ( total > 0 ))": "CHECK ( total > 0 )",
    "constraint:orders.(PRIMARY KEY ( id ))": "PRIMARY KEY ( id )",
    "constraint:orders.fk": "FOREIGN KEY ( id ) REFERENCES users ( id )",
    "index:ix": "CREATE INDEX ix ON orders ( total )",
    "table:orders": "TABLE STRICT",
    "table:orders.column:id": "INTEGER NOT NULL",
    "table:orders.column:total": "NUMERIC ( 10 , 2 ) DEFAULT '0, (x'",
    "view:v": "CREATE VIEW v AS SELECT 1",
  });
});

test("a table that batch mode copied and renamed is the same table", () => {
  const before = catalogOf(table("orders", "CREATE TABLE orders (\n\tid INTEGER, \n\tnote TEXT\n)"));
  const after = catalogOf(table("orders", 'CREATE TABLE "orders" ("note" TEXT, `id` INTEGER)'));
  expect(compareCatalogs(before, after)).toEqual([]);
});

test("what differs is named", () => {
  const before = catalogOf(table("t", "CREATE TABLE t (id INTEGER, note TEXT)"));
  const after = catalogOf(
    table("t", "CREATE TABLE t (id BIGINT, [odd name] TEXT)"),
    table("u", "CREATE TABLE u (id INTEGER)"),
  );
  expect(compareCatalogs(before, after).map(({ kind, object }) => `${kind} ${object}`)).toEqual([
    "different table:t.column:id",
    "missing table:t.column:note",
    "extra table:t.column:odd name",
    "extra table:u",
  ]);
});

test("virtual tables and tables made of a query keep their text", () => {
  const catalog = catalogOf(
    table("f", "CREATE VIRTUAL TABLE f USING fts5(body)"),
    table("c", 'CREATE TABLE c AS SELECT 1 AS "a"'),
  );
  expect(catalog.objects.get("table:f")?.definition).toBe("CREATE VIRTUAL TABLE f USING fts5 ( body )");
  expect(catalog.objects.get("table:c")?.definition).toBe("CREATE TABLE c AS SELECT 1 AS a");
});

test("rows of another shape are refused", () => {
  expect(parseSqliteCatalog([["table", 1, "t", "x"]])).toEqual({
    ok: false,
    error: "row 1 of sqlite_master is not (type, name, tbl_name, sql)",
  });
});
