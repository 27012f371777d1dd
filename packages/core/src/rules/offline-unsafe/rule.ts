import { resultsOfQueries } from "./results-of-queries.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { firstOfEach, inFunction, judgeBody, shownSource } from "../judge-body.ts";

const rows = ["rows = op.get_bind().execute(sa.text('SELECT id FROM things')).fetchall()", "print(rows)"];

/** A revision that needs a database to say what it does. */
export const offlineUnsafe = defineRule({
  code: "MF111",
  name: "offline-unsafe",
  severity: "warning",
  judges: "file",
  docs: {
    what: "A revision reads from the database, and does not ask whether there is one.",
    why: "In offline mode (`alembic upgrade --sql`) a query gives None: the revision crashes, and nobody gets SQL to review or to hand to an administrator.",
    fix: "Say it in SQL alone (`INSERT … SELECT`, `UPDATE … FROM`), or leave the query out where `context.is_offline_mode()` is true.",
  },
  examples: {
    bad: [
      exampleDoing({ up: rows }),
      exampleDoing({
        up: [
          "bind = op.get_bind()",
          'if sa.inspect(bind).has_table("things"):',
          '    op.drop_table("things")',
        ],
      }),
      exampleDoing({
        up: ["bind = op.get_bind()", "for row in bind.execute(sa.text('SELECT 1')):", "    print(row)"],
      }),
    ],
    good: [
      exampleDoing({ up: ["op.get_bind().execute(sa.text('UPDATE things SET n = 1'))"] }),
      exampleDoing({
        head: ["from alembic import context"],
        up: ["if not context.is_offline_mode():", ...rows.map((line) => `    ${line}`)],
      }),
      exampleDoing({ up: ["if op.get_context().as_sql:", "    return", ...rows] }),
    ],
  },
  check: judgeBody(({ body, revision, at, target }) =>
    firstOfEach(resultsOfQueries(body)).map((place) => ({
      ...at(place),
      message: `${inFunction(revision, place)} needs the answer of a database (${shownSource(place)}): \`${target.alembic} ${place.ways.has("upgrade") ? "upgrade" : "downgrade"} … --sql\` crashes here.`,
      hint: "Say it in SQL alone, such as `INSERT … SELECT`; or begin with a guard:\n  if context.is_offline_mode():  # from alembic import context\n      return\nmigrun shows the recorded SQL of this revision instead.",
    })),
  ),
});
