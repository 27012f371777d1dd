import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, executeAsWritten, sqlName } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** What logical replication sends is changed. */
export const replicationChange = defineSqlRule({
  code: "MS294",
  name: "replication-change",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "The replica identity of a table, or a publication, is changed.",
    why: "Whoever reads the changes from this database gets others from now on: subscribers, change capture, the next major version. `REPLICA IDENTITY` takes ACCESS EXCLUSIVE, and FULL writes every old row into the log.",
    fix: "Agree on it with those who subscribe.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders REPLICA IDENTITY FULL",
      "CREATE PUBLICATION pub FOR TABLE orders",
      "ALTER PUBLICATION pub ADD TABLE orders",
      "DROP PUBLICATION pub",
    ],
    good: [
      "CREATE TABLE orders (id bigint); ALTER TABLE orders REPLICA IDENTITY FULL",
      "COMMENT ON TABLE orders IS 'REPLICA IDENTITY FULL'",
    ],
  },
  check: (statement) => [
    ...effectsOfKind(statement, "replica-identity")
      .filter(({ on }) => !on.isNew)
      .map((effect) => ({
        effect,
        message: `REPLICA IDENTITY ${effect.to.toUpperCase()} takes ACCESS EXCLUSIVE on ${effect.on.shown}, so reads and writes wait, and changes what its subscribers are sent.`,
        recipe: identityRecipe(effect),
      })),
    ...effectsOfKind(statement, "publication").map((effect) => ({
      effect,
      message: `The publication ${effect.name} changes${effect.tables.length === 0 ? "" : ` for ${effect.tables.map(({ shown }) => shown).join(", ")}`}: its subscribers are sent other rows.`,
      recipe: [
        "# make the tables on each subscriber before, and tell it after:",
        "#   ALTER SUBSCRIPTION … REFRESH PUBLICATION",
        ...executeAsWritten(statement.statement.sql),
      ],
    })),
    ...effectsOfKind(statement, "drop-object")
      .filter(({ what }) => what === "publication")
      .map((effect) => ({
        effect,
        message: `Dropping the publication ${effect.name.name} leaves its subscribers with an error at the next change.`,
        recipe: ["# drop the subscriptions first, each on its database:", "#   DROP SUBSCRIPTION …"],
      })),
  ],
});

/** FULL is the costly way out of a missing key. */
function identityRecipe({ on, to }: Effect<"replica-identity">): readonly string[] {
  const table = sqlName(on.name);
  return [
    execute("SET LOCAL lock_timeout = '2s'"),
    to === "full"
      ? `${execute(`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX …`)}  # a unique index of NOT NULL columns`
      : execute(
          `ALTER TABLE ${table} REPLICA IDENTITY ${to === "index" ? "USING INDEX …" : to.toUpperCase()}`,
        ),
  ];
}
