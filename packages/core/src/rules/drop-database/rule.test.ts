import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = { sql: "DROP DATABASE reporting", autocommit: true };
  expect(saidOfSql("MD406", example)).toEqual([
    [
      "10 database:reporting: Drops the database reporting: everything in it is gone, and no transaction brings it back.",
      "Leave databases to those who run the server, outside of the history of one of them.",
      "    # not in a revision: by hand, after a backup of reporting",
    ].join("\n"),
  ]);
});
it("is silent for a new database", () => {
  expect(saidOfSql("MD406", { sql: "CREATE DATABASE reporting", autocommit: true })).toEqual([]);
});
