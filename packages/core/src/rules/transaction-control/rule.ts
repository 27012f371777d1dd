import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { autocommit } from "../../lint/recipe.ts";
import { operationOf } from "../../lint/recipe-operation.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** BEGIN, COMMIT, SAVEPOINT and their kin, written in a revision. */
export const transactionControl = defineSqlRule({
  code: "MS276",
  name: "transaction-control",
  severity: "error",
  judges: "revision",
  docs: {
    what: "A revision begins, ends or divides the transaction by hand.",
    why: "Alembic runs each revision in a transaction of its own with the version row in it. Behind a COMMIT by hand the change and the version row part ways: when the rest fails, half of it stays, and Alembic does not know.",
    fix: "Leave the transaction to Alembic: an autocommit block for what cannot run in it, a revision of its own for what has to be committed first.",
  },
  examples: {
    bad: [
      "COMMIT; CREATE INDEX CONCURRENTLY ix_orders_ref ON orders (ref); BEGIN",
      "SAVEPOINT a; ALTER TABLE orders ADD COLUMN tax numeric; ROLLBACK TO SAVEPOINT a",
    ],
    good: [
      { sql: "CREATE INDEX CONCURRENTLY ix_orders_ref ON orders (ref)", autocommit: true },
      "INSERT INTO notes (id, text) VALUES (1, 'begin; commit;') ON CONFLICT DO NOTHING",
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
      // SQLAlchemy's `begin_nested()`, which keeps its own books.
      "SAVEPOINT sa_savepoint_1; ALTER TABLE orders ADD COLUMN tax numeric; RELEASE SAVEPOINT sa_savepoint_1",
    ],
  },
  check: ({ statements }) =>
    statements.flatMap((at, place) =>
      effectsOfKind(at, "transaction-control")
        .filter((effect) => !isOfSqlAlchemy(effect))
        .map((effect) => ({
          at,
          effect,
          message: MESSAGES[effect.verb],
          recipe: recipeFor(effect.verb, statements.slice(place + 1)),
        })),
    ),
});

type Verb = Effect<"transaction-control">["verb"];

const DIVIDES =
  "divides Alembic's transaction: what fails behind it can be dropped without anybody seeing it.";
const MESSAGES: Readonly<Record<Verb, string>> = {
  begin:
    "BEGIN stands inside of Alembic's transaction: the server only warns, and the next COMMIT ends both.",
  commit:
    "COMMIT ends Alembic's transaction: what ran before it stays when the rest fails, and the revision is not written down.",
  rollback: "ROLLBACK undoes what the revision did so far, and Alembic writes the revision down as run.",
  savepoint: `SAVEPOINT ${DIVIDES}`,
  release: `RELEASE SAVEPOINT ${DIVIDES}`,
  "rollback-to":
    "ROLLBACK TO SAVEPOINT undoes a part of the revision, and Alembic writes all of it down as run.",
  other: "A transaction command by hand takes Alembic's transaction out of its hands.",
};

function isOfSqlAlchemy({ savepoint }: Effect<"transaction-control">): boolean {
  return savepoint?.startsWith("sa_savepoint_") === true;
}

/** What the command was written for, without it. */
function recipeFor(verb: Verb, following: readonly JudgedStatement[]): readonly string[] {
  const unit = following[0]?.statement.transaction;
  const end = following.findIndex(
    (one) => effectsOfKind(one, "transaction-control").length > 0 || one.statement.transaction !== unit,
  );
  const lines = following.slice(0, end === -1 ? undefined : end).map(operationOf);
  if (lines.length === 0) return ["# leave it out: Alembic begins and commits by itself"];
  return verb === "commit" ? autocommit(lines) : ["# without a command for the transaction", ...lines];
}
