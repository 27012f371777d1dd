import { expect, it } from "vitest";
import { partsOf } from "./world-sql.ts";

const OFFLINE = `BEGIN;

CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);

-- Running upgrade  -> a1

CREATE TABLE orders (id BIGINT);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

-- Running upgrade a1 -> b2

ALTER TABLE orders ADD COLUMN tax NUMERIC;

COMMIT;

CREATE INDEX CONCURRENTLY ix ON orders (id);

BEGIN;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

COMMIT;
`;

it("splits offline SQL into transactions, without the bookkeeping", () => {
  expect(
    partsOf("shop", OFFLINE).map(({ name, revision, inTransaction, statements }) => [
      name,
      revision,
      inTransaction,
      statements.map(({ sql, line }) => [line, sql]),
    ]),
  ).toEqual([
    ["shop a1", "a1", true, [[1, "CREATE TABLE orders (id BIGINT)"]]],
    ["shop b2", "b2", true, [[2, "ALTER TABLE orders ADD COLUMN tax NUMERIC"]]],
    ["shop b2 (2)", "b2", false, [[3, "CREATE INDEX CONCURRENTLY ix ON orders (id)"]]],
  ]);
});

it("splits recorded SQL, without reads of the catalog", () => {
  const sql = [
    "-- Revision a1 (recorded)",
    "CREATE TABLE orders (id BIGINT);",
    "-- Revision b2 (recorded, depends on data)",
    "SELECT c.relname FROM pg_catalog.pg_class c;",
    "DROP TABLE orders;",
  ].join("\n\n");
  expect(partsOf("shop", sql).map(({ revision, statements }) => [revision, statements.length])).toEqual([
    ["a1", 1],
    ["b2", 1],
  ]);
});
