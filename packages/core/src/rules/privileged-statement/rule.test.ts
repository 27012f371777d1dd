import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what a function gives away, and closes it", () => {
  const example = "CREATE FUNCTION su() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'";
  expect(saidOfSql("MS296", example)).toEqual([
    [
      "10 function:public.su: su runs with its owner's rights on the caller's search_path: whoever may create a table or function can have it run theirs.",
      "Leave roles, owners and server settings to those who run the server; give a SECURITY DEFINER function its search_path.",
      '    op.execute("ALTER FUNCTION su SET search_path = pg_catalog, pg_temp")',
    ].join("\n"),
  ]);
});

it("says which lock a change of the owner takes", () => {
  expect(saidOfSql("MS296", "ALTER TABLE orders OWNER TO app")[0]).toContain(
    "orders goes to app under an ACCESS EXCLUSIVE lock",
  );
});

it("is mended by the search_path of the same function alone", () => {
  const example =
    "CREATE FUNCTION su() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; ALTER FUNCTION tools.su() SET search_path = pg_catalog";
  expect(saidOfSql("MS296", example)).toHaveLength(1);
});
