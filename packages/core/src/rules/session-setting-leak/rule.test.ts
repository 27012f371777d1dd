import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says for whom it stays set, and how it ends with the transaction", () => {
  expect(saidOfSql("MS282", "SET search_path = archive, public")).toEqual([
    [
      "10 setting:search_path: search_path stays set when the revision is over: the revisions behind it on the same connection run with it.",
      "Use SET LOCAL, which ends with the transaction; in an autocommit block, RESET at the end.",
      "    op.execute(\"SET LOCAL search_path = 'archive', 'public'\")",
    ].join("\n"),
  ]);
});

it("resets at the end of an autocommit block", () => {
  expect(saidOfSql("MS282", { sql: "SET ROLE owner", autocommit: true })[0]).toContain(
    'op.execute("RESET role")',
  );
});

it("is said once of a setting that is set twice, and not of another that is reset", () => {
  expect(saidOfSql("MS282", "SET search_path = a; SET search_path = b")).toHaveLength(1);
  expect(saidOfSql("MS282", "SET search_path = a; RESET timezone")).toHaveLength(1);
  expect(saidOfSql("MS282", "SET search_path = a; SET search_path TO DEFAULT")).toEqual([]);
});
