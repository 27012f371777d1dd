import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, sqlName, sqlWord } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Row security without a policy, which hides every row. */
export const rowSecurityEnabled = defineSqlRule({
  code: "MS293",
  name: "row-security-enabled",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "Row security is enabled for a table that has no policy.",
    why: "Without a policy all but the owner see no row and can write none: no error, only empty answers. It takes ACCESS EXCLUSIVE, so reads and writes wait for the commit.",
    fix: "Make the policy first, in the same transaction.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
      {
        sql: "ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON orders USING (true)",
        autocommit: true,
      },
      {
        sql: "DROP POLICY p ON orders; ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        setup: "CREATE POLICY p ON orders USING (true)",
      },
    ],
    good: [
      "CREATE POLICY p ON orders USING (true); ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
      // Nobody sees what is in between.
      "CREATE TABLE orders (id bigint); ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON orders USING (true)",
      {
        sql: "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        setup: "CREATE POLICY p ON orders USING (true)",
      },
      "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
    ],
  },
  check: ({ statements }) => {
    const made = new Set(
      statements.flatMap((at) => effectsOfKind(at, "create-policy").map(({ on }) => on.key)),
    );
    return statements.flatMap((at) =>
      effectsOfKind(at, "row-security")
        .filter(({ on, to }) => to === "enable" && !made.has(on.key) && (on.known?.policies.size ?? 0) === 0)
        .map((effect) => ({
          at,
          effect,
          message: `${effect.on.shown} gets row security and has no policy: from the commit on, all but its owner find it empty.`,
          recipe: [
            execute(
              `CREATE POLICY ${sqlWord(`${effect.on.name.name}_policy`)} ON ${sqlName(effect.on.name)} USING (…)`,
            ),
            execute(`ALTER TABLE ${sqlName(effect.on.name)} ENABLE ROW LEVEL SECURITY`),
          ],
        })),
    );
  },
});
