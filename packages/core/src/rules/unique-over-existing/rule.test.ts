import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says where it fails, and how to know before", () => {
  const sql = "CREATE UNIQUE INDEX CONCURRENTLY ix ON archive.orders (shop_id, code) WHERE paid";
  expect(saidOfSql("MD409", { sql, autocommit: true })).toEqual([
    [
      "10 index:archive.ix: The unique index ix on archive.orders fails in each database that has the same shop_id, code twice.",
      "Look for duplicates in each database before the deploy.",
      "    # in each database, before the deploy: this has to give no row",
      "    #   SELECT shop_id, code, count(*) FROM archive.orders WHERE (paid) AND shop_id IS NOT NULL AND code IS NOT NULL",
      "    #   GROUP BY shop_id, code HAVING count(*) > 1",
    ].join("\n"),
  ]);
});

it("counts NULLs where they are not distinct", () => {
  const sql = "ALTER TABLE orders ADD COLUMN slug text UNIQUE NULLS NOT DISTINCT";
  expect(saidOfSql("MD409", sql).join()).toContain("SELECT slug, count(*) FROM orders\n");
});

it("fires once a new column is filled", () => {
  const add = "ALTER TABLE orders ADD COLUMN slug text";
  const unique = "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (slug)";
  expect(saidOfSql("MD409", `${add}; ${unique}`)).toEqual([]);
  expect(saidOfSql("MD409", `${add}; UPDATE orders SET slug = lower(code); ${unique}`)).toHaveLength(1);
  expect(saidOfSql("MD409", `${add}; UPDATE orders SET note = 'slug'; ${unique}`)).toEqual([]);
});

it("asks for expressions, and for names that have to be quoted", () => {
  const [said] = saidOfSql("MD409", 'CREATE UNIQUE INDEX ix ON orders (lower(code), "group")');
  expect(said).toContain('SELECT lower(code), "group", count(*) FROM orders');
});

it("is not content with a key on other columns that goes", () => {
  const setup = "CREATE UNIQUE INDEX uq ON orders (code, kind)";
  expect(
    saidOfSql("MD409", { sql: "DROP INDEX uq; CREATE UNIQUE INDEX ix ON orders (code)", setup }),
  ).toHaveLength(1);
});

it("is silent where the primary key tells the rows apart", () => {
  const setup = "CREATE TABLE orders (id bigint, shop_id bigint, code text, PRIMARY KEY (id, shop_id))";
  const said = (columns: string) =>
    saidOfSql("MD409", { sql: `CREATE UNIQUE INDEX uid ON orders (${columns})`, setup });
  expect(said("shop_id, id, code")).toEqual([]);
  expect(said("id, code")).toHaveLength(1);
});

it.each(["uuid NOT NULL DEFAULT gen_random_uuid()", "bigserial", "bigint GENERATED ALWAYS AS IDENTITY"])(
  "is silent for a new column of %s until it is written",
  (type) => {
    const add = `ALTER TABLE orders ADD COLUMN pid ${type}`;
    const unique = "CREATE UNIQUE INDEX ix ON orders (pid)";
    expect(saidOfSql("MD409", `${add}; ${unique}`)).toEqual([]);
    expect(saidOfSql("MD409", `${add}; UPDATE orders SET pid = old_pid; ${unique}`)).toHaveLength(1);
  },
);
