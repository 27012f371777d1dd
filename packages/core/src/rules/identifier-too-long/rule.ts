import { byteLength } from "../../lint/read-sql.ts";
import { py } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Bytes of a name that PostgreSQL keeps: NAMEDATALEN - 1. */
const KEPT = 63;

/** A name that the server cuts without a word. */
export const identifierTooLong = defineSqlRule({
  code: "MS256",
  name: "identifier-too-long",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A name has more than 63 bytes.",
    why: "Postgres cuts it and goes on: the database has another name than the model and the downgrade, and two long names that begin alike become one. Letters outside of ASCII count as two or more.",
    fix: "Choose a shorter name, or let a naming convention of SQLAlchemy make one that fits.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN customer_reference_of_the_previous_order_before_the_last_migration_ran text",
      'CREATE TABLE "åååååååååååååååååååååååååååååååå" (id bigint PRIMARY KEY)',
    ],
    good: [
      "ALTER TABLE orders ADD COLUMN customer_reference_of_the_previous_order_before_last_migration text",
      "COMMENT ON TABLE orders IS 'customer_reference_of_the_previous_order_before_the_last_migration_ran'",
    ],
  },
  check: ({ statement: { longNames } }) =>
    longNames.map((name) => ({
      effect: null,
      message: `The name ${name} has ${byteLength(name)} bytes: Postgres keeps the first ${KEPT}, ${kept(name)}, so the model and the downgrade name something else.`,
      recipe: [`# ${py(kept(name))} is what the database would have: choose a name of at most ${KEPT} bytes`],
    })),
});

/** What the server keeps: whole letters. */
function kept(name: string): string {
  let short = "";
  for (const letter of name) {
    if (byteLength(short + letter) > KEPT) return short;
    short += letter;
  }
  return short;
}
