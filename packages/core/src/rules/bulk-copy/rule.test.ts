import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what it keeps from working, and copies in batches", () => {
  const example = "INSERT INTO archive (id, total) SELECT id, total FROM orders WHERE paid";
  expect(saidOfSql("MD407", example)).toEqual([
    [
      "10 table:public.archive: Copies rows of orders to archive in one statement: as long as it runs, VACUUM cleans no table, and rows written meanwhile are not copied.",
      "Make the table without data, and copy in batches by key, each committed on its own.",
      "    with op.get_context().autocommit_block():",
      "        bind = op.get_bind()",
      '        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM orders"))',
      "        for low in range(0, high, 10_000):",
      '            bind.execute(sa.text("INSERT INTO archive (id, total) SELECT … FROM orders WHERE id > :low AND id <= :low + 10000 AND (paid)"), {"low": low})',
    ].join("\n"),
  ]);
});

it("makes the table without data first", () => {
  const recipe = saidOfSql("MD407", "CREATE TABLE orders_2025 AS SELECT * FROM orders")[0];
  expect(recipe).toContain('op.execute("CREATE TABLE orders_2025 (LIKE orders INCLUDING ALL)")');
  expect(recipe).toContain("INSERT INTO orders_2025 SELECT * FROM orders WHERE id > :low");
});

it("sees through WITH to the table, and knows a list of values in it", () => {
  const copy = "WITH old AS (SELECT id FROM orders) INSERT INTO archive (id) SELECT id FROM old";
  const values = "WITH v AS (VALUES (1)) INSERT INTO archive (id) SELECT * FROM v";
  expect(saidOfSql("MD407", copy)).toHaveLength(1);
  expect(saidOfSql("MD407", values)).toEqual([]);
});
