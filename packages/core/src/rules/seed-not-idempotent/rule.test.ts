import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says where it fails, and what to add", () => {
  expect(saidOfSql("MD408", "INSERT INTO roles (id, name) VALUES (1, 'admin')")).toEqual([
    [
      "10 table:public.roles: Puts rows into roles that may be there on some database: there the upgrade fails, or the rows stand twice.",
      "Add ON CONFLICT DO NOTHING, with the key that decides.",
      "    op.execute(\"INSERT INTO roles (id, name) VALUES (1, 'admin') ON CONFLICT DO NOTHING\")",
    ].join("\n"),
  ]);
});

it("keeps ON CONFLICT before RETURNING, which the ORM adds", () => {
  const sql = "INSERT INTO roles (id, name) VALUES (nextval('roles_id_seq'), 'admin') RETURNING roles.id";
  expect(saidOfSql("MD408", sql)[0]).toContain(
    "VALUES (nextval('roles_id_seq'), 'admin') ON CONFLICT DO NOTHING",
  );
});

it("does not take a table of the same name in another schema for new", () => {
  const sql = "CREATE TABLE archive.roles (id bigint); INSERT INTO roles (id) VALUES (1)";
  expect(saidOfSql("MD408", sql)).toHaveLength(1);
});

it("says nothing where the table was read first", () => {
  const insert = "INSERT INTO roles (id, name) VALUES (1, 'admin')";
  expect(saidOfSql("MD408", `SELECT id FROM roles WHERE name = 'admin'; ${insert}`)).toEqual([]);
  expect(saidOfSql("MD408", { sql: insert, setup: "SELECT id FROM roles" })).toHaveLength(1);
});
