import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, isForOtherDialect, judgeBody } from "../judge-body.ts";

/** A constraint that is dropped without saying which. */
export const dropUnnamed = defineRule({
  code: "MF116",
  name: "drop-unnamed",
  severity: "error",
  judges: "file",
  docs: {
    what: "`op.drop_constraint()` is given None for a name.",
    why: "There is no statement without a name: it fails when it runs, in a downgrade mostly, when something else has failed already.",
    fix: "Give the name that the constraint has in the database.",
  },
  examples: {
    bad: [
      exampleDoing({ down: ["op.drop_constraint(None, 'x', type_='foreignkey')"] }),
      exampleDoing({
        down: [
          "with op.batch_alter_table('x') as batch_op:",
          "    batch_op.drop_constraint(None, type_='unique')",
        ],
      }),
    ],
    good: [
      exampleDoing({ down: ["op.drop_constraint('fk_x_y_id', 'x', type_='foreignkey')"] }),
      exampleDoing({ down: ["op.drop_column('x', 'y_id')  # op.drop_constraint(None, 'x')"] }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    body.operations.flatMap(({ name, call, table, arguments: given }) => {
      if (name !== "drop_constraint" || given.get("constraint_name")?.kind !== "none") return [];
      // Who tries it expects it to fail.
      if (call.blocks.some(({ kind }) => kind === "try") || isForOtherDialect(call, body)) return [];
      return [
        {
          ...at(call),
          ...(table !== null && { object: `table:${table}` }),
          message: `${inFunction(revision, call)} drops a constraint${table === null ? "" : ` of table ${table}`} whose name is None: it fails when it runs.`,
          hint: `Give it the name that Postgres shows (\`\\d ${table ?? "table"}\`), and create it under that name in upgrade(). One that Postgres named itself is called like \`${table ?? "table"}_column_fkey\`.`,
        },
      ];
    }),
  ),
});
