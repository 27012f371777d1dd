import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { listed } from "../words.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A statement that nobody sees inside of. */
export const opaqueBlock = defineSqlRule({
  code: "MS297",
  name: "opaque-block",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A revision runs a DO block, a procedure or a prepared statement.",
    why: "What it locks, scans and changes stands in no statement: rules and reviewers cannot see it, and a branch that depends on data is not even taken on the database of a check.",
    fix: "Write the operations themselves, and conditions in Python. Where the block has to stay, say in a comment what it does.",
  },
  examples: {
    bad: [
      "DO $$ BEGIN IF EXISTS (SELECT 1 FROM orders) THEN ALTER TABLE orders ADD COLUMN tax numeric; END IF; END $$",
      "CALL fill_tax()",
      "PREPARE p AS SELECT 1; EXECUTE p",
    ],
    good: [
      "SELECT count(*) FROM orders",
      "CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
      "COMMENT ON TABLE orders IS 'DO $$ BEGIN END $$'",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "opaque").map((effect) => ({
      effect,
      message: `Nobody sees what ${WORDS[effect.what]} locks and changes before it runs${measured(judged)}.`,
      recipe: [
        "# the operations themselves, each as one op.… call; for what may be there already:",
        "#   IF EXISTS, IF NOT EXISTS, or a condition in Python on sa.inspect(op.get_bind())",
        "# where the block stays, at its line:",
        "#   # migrun: allow MS297 -- which tables it locks, and why it cannot be operations",
      ],
    })),
});

const WORDS = { do: "the DO block", execute: "the prepared statement", call: "the procedure" } as const;

/** On the database of the check, which may have no rows. */
function measured({ statement: { trace } }: JudgedStatement): string {
  if (trace === null) return "";
  const locks = Object.entries(trace.locks).map(
    ([relation, mode]) => `${lockName(mode)} on ${shownKey(relation)}`,
  );
  if (locks.length > 0) return `; on the database of the check it took ${listed(locks)}`;
  if (trace.watched) return "; its locks were not measured, since it commits by itself";
  // What the transaction has locked before, it does not lock again.
  const worked = [trace.scans, trace.rewrites, trace.indexes, trace.constraints].some(
    ({ length }) => length > 0,
  );
  return worked
    ? "; on the database of the check it worked on tables that the transaction had locked before"
    : "; on the database of the check it took no lock that others wait for";
}
