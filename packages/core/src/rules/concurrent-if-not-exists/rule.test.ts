import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what is left behind, and what to write", () => {
  const sql = "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON archive.orders (user_id) WHERE paid IS NOT NULL";
  expect(saidOfSql("MS205", { sql, autocommit: true })).toEqual([
    [
      "10 index:archive.ix: If an earlier build of ix on archive.orders was interrupted, IF NOT EXISTS keeps the INVALID index that it left: no query uses it.",
      "Drop what a failed build may have left first, then build.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix", "orders", schema="archive", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("ix", "orders", ["user_id"], schema="archive", postgresql_where=sa.text("paid IS NOT NULL"), postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

it("is not content with a drop that comes later, or in another schema", () => {
  const create = "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (user_id)";
  for (const sql of [`${create}; DROP INDEX CONCURRENTLY ix`, `DROP INDEX archive.ix; ${create}`])
    expect(saidOfSql("MS205", { sql, autocommit: true })).toHaveLength(1);
});
