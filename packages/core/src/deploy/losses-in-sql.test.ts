import { expect, test } from "vitest";
import { lossesInSql } from "./losses-in-sql.ts";

test("what is dropped, deleted or cut is lost; the version row is not", () => {
  const statements = [
    "-- Running downgrade b -> a\n\nDROP TABLE t",
    "ALTER TABLE u\n  DROP COLUMN c",
    "ALTER TABLE u ADD COLUMN d int",
    "UPDATE alembic_version SET version_num='a'",
    "DELETE FROM alembic_version WHERE version_num = 'a'",
    "DROP TABLE alembic_version",
    "DELETE FROM orders",
  ];
  expect(lossesInSql(statements, "alembic_version")).toEqual([
    "DROP TABLE t",
    "ALTER TABLE u DROP COLUMN c",
    "DELETE FROM orders",
  ]);
});
