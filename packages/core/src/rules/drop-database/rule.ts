import { effectsOfKind } from "../../lint/lint-run.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** DROP DATABASE in a migration. */
export const dropDatabase = defineSqlRule({
  code: "MD406",
  name: "drop-database",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A revision drops a database.",
    why: "Everything in it is gone at once, no transaction brings it back, and the statement ends or waits for the sessions that use it. On another server the same name may be something else.",
    fix: "Leave databases to those who run the server, outside of the history of one of them.",
  },
  examples: {
    bad: [
      { sql: "DROP DATABASE reporting", autocommit: true },
      { sql: "DROP DATABASE IF EXISTS reporting WITH (FORCE)", autocommit: true },
    ],
    good: ["DROP TABLE database", "COMMENT ON DATABASE reporting IS 'DROP DATABASE reporting'"],
  },
  check: (statement) =>
    effectsOfKind(statement, "server-wide")
      .filter(({ what }) => what === "drop-database")
      .map((effect) => ({
        effect,
        object: `database:${effect.name}`,
        message: `Drops the database ${effect.name}: everything in it is gone, and no transaction brings it back.`,
        recipe: [`# not in a revision: by hand, after a backup of ${effect.name}`],
      })),
});
