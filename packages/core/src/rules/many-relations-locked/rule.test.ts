import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { manyRelationsLocked } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(manyRelationsLocked.examples.bad.map((example) => saidOfSql("MT309", example)))
    .toMatchInlineSnapshot(`
    [
      [
        "10 null: 11 existing tables are locked for reads and writes at once, from part_0 to part_10.
    Change fewer tables in one revision.
        # one revision for a few tables each",
      ],
    ]
  `);
});
