import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, py, schemaOf, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An exclusion constraint on a table that is in use. */
export const exclusionConstraint = defineSqlRule({
  code: "MS216",
  name: "exclusion-constraint",
  severity: "error",
  judges: "statement",
  docs: {
    what: "An exclusion constraint is added to an existing table.",
    why: "It builds its index and compares all rows under ACCESS EXCLUSIVE, so reads and writes wait. Nothing of it can be done before: there is no NOT VALID and no USING INDEX for it.",
    fix: "Make a new table that has the constraint, copy the rows in batches, and swap the names.",
  },
  examples: {
    bad: ["ALTER TABLE bookings ADD CONSTRAINT ex EXCLUDE USING gist (room WITH =, during WITH &&)"],
    good: [
      "CREATE TABLE bookings (room int, EXCLUDE USING btree (room WITH =))",
      "CREATE TABLE bookings (room int); ALTER TABLE bookings ADD EXCLUDE USING btree (room WITH =)",
      "ALTER TABLE bookings ADD CONSTRAINT ck CHECK (room > 0) NOT VALID",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-constraint")
      .filter(({ constraint, scans }) => constraint.type === "exclusion" && scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Adding the exclusion constraint ${effect.constraint.name} builds its index and compares all rows of ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: recipe(effect),
      })),
});

function recipe({ on, constraint }: Effect<"add-constraint">): readonly string[] {
  const { name } = on.name;
  const copy = { ...on.name, name: `${name}_new` };
  const rename = (from: string, to: string): string =>
    `op.rename_table(${py(from)}, ${py(to)}${schemaOf(on.name)})`;
  return steps([
    [
      "this release",
      [
        execute(`CREATE TABLE ${sqlName(copy)} (LIKE ${sqlName(on.name)} INCLUDING ALL)`),
        execute(`ALTER TABLE ${sqlName(copy)} ADD CONSTRAINT ${sqlWord(constraint.name)} EXCLUDE …`),
      ],
    ],
    ["then: write both tables, and copy the old rows in batches", []],
    ["a later release", [rename(name, `${name}_old`), rename(copy.name, name)]],
  ]);
}
