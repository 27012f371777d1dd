import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says that the server refuses it, and divides the revision", () => {
  const example = "ALTER TYPE state ADD VALUE 'held';\nINSERT INTO orders (id, state) VALUES (1, 'held')";
  expect(saidOfSql("MS280", example)).toEqual([
    [
      "11 table:public.orders: Uses 'held' of state in the transaction that adds it, on orders: the server refuses it (55P04).",
      "Add the value in a revision of its own, in an autocommit block.",
      "    # this revision",
      "    with op.get_context().autocommit_block():",
      "        op.execute(\"ALTER TYPE state ADD VALUE IF NOT EXISTS 'held'\")",
      "    # the next revision",
      "    op.execute(\"INSERT INTO orders (id, state) VALUES (1, 'held')\")",
    ].join("\n"),
  ]);
});

const ADD = "ALTER TYPE state ADD VALUE 'held'";
const setup = "CREATE TYPE state AS ENUM ('sent'); CREATE TABLE orders (id bigint, state state, note text)";

it("knows a column of text from one of the enum", () => {
  const said = (sql: string): string[] => saidOfSql("MS280", { setup, sql: `${ADD}; ${sql}` });
  expect(said("INSERT INTO orders (id, note) VALUES (1, 'held')")).toEqual([]);
  expect(said("INSERT INTO orders VALUES (1, 'sent', 'held')")).toEqual([]);
  expect(said("INSERT INTO orders VALUES (1, 'held', 'sent')")).toHaveLength(1);
  expect(said("UPDATE orders SET note = 'held' WHERE id = 1")).toEqual([]);
  expect(said("UPDATE orders SET state = CASE WHEN note = 'x' THEN 'held' END WHERE id = 1")).toHaveLength(1);
  expect(said("CREATE INDEX ix ON orders (id) WHERE state = 'held'")).toHaveLength(1);
  expect(said("CREATE INDEX ix ON orders (id) WHERE note = 'held'")).toEqual([]);
});

it("does not take a value that was there for an added one", () => {
  const sql =
    "ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent'; INSERT INTO orders (id, state) VALUES (1, 'sent')";
  expect(saidOfSql("MS280", { setup, sql })).toEqual([]);
});

it("does not take another enum with the same value for it", () => {
  const other = `${setup}; CREATE TYPE mood AS ENUM ('held'); CREATE TABLE users (mood mood)`;
  const sql = `${ADD}; INSERT INTO users (mood) VALUES ('held'); SELECT 'held'::mood`;
  expect(saidOfSql("MS280", { setup: other, sql })).toEqual([]);
});
