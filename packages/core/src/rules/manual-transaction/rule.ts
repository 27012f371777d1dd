import { textOf } from "../../revision-body/read-operation.ts";
import type { Call } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody, onAWay, shownSource } from "../judge-body.ts";

/** A revision that begins or ends transactions behind Alembic's back. */
export const manualTransaction = defineRule({
  code: "MF121",
  name: "manual-transaction",
  severity: "error",
  judges: "file",
  docs: {
    what: "A revision begins, commits or rolls back a transaction by itself.",
    why: "The transaction is Alembic's: what came before is committed without its row in the version table, and a failure after it leaves the database between two revisions.",
    fix: "Use `with op.get_context().autocommit_block():` for what cannot run in a transaction, and leave the rest to Alembic.",
  },
  examples: {
    bad: [
      exampleDoing({ up: ["op.execute('COMMIT')"] }),
      exampleDoing({ up: ["bind = op.get_bind()", "bind.commit()"] }),
      exampleDoing({ up: ["with op.get_bind().begin():", "    op.drop_table('things')"] }),
      exampleDoing({ up: ["op.get_bind().execute(sa.text('  rollback;'))"] }),
    ],
    good: [
      exampleDoing({ up: ["with op.get_context().autocommit_block():", "    op.execute('VACUUM things')"] }),
      exampleDoing({ up: ["with op.get_bind().begin_nested():", "    op.drop_table('things')"] }),
      exampleDoing({
        up: ["op.execute('UPDATE things SET commit = 1')", "op.execute('DO $$ BEGIN COMMIT; END $$')"],
      }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    onAWay(body.calls).flatMap((call) => {
      const isControl = METHODS.test(call.path ?? "");
      const sql = isControl ? null : statementOf(call);
      if (!isControl && (sql === null || !COMMANDS.test(sql))) return [];
      return [
        {
          ...at(call),
          message: `${inFunction(revision, call)} handles the transaction itself (${shownSource(call)}): after a failure the database is between two revisions.`,
          hint: 'Leave transactions to Alembic. What cannot run in one belongs in a block:\n  with op.get_context().autocommit_block():\n      op.execute("…")',
        },
      ];
    }),
  ),
});

const METHODS =
  /^alembic\.op\.(?:get_bind\(\)|get_context\(\)\.(?:bind|connection))(?:\.connection|\.execution_options\(\)|\.get_transaction\(\))*\.(?:begin|commit|rollback)$/u;
const COMMANDS =
  /^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|END|ABORT)(?:\s+(?:WORK|TRANSACTION))?(?:\s+AND\s+(?:NO\s+)?CHAIN)?\s*;?\s*$/iu;

/** The statement that a call executes. */
function statementOf({ path, positional, named }: Call): string | null {
  if (!/(?:^alembic\.op|\.get_bind\(\)|\.connection|^~\w+)\.(?:execute|exec_driver_sql)$/u.test(path ?? ""))
    return null;
  const value = positional[0] ?? named.get("sqltext");
  if (value?.kind === "call" && /^sqlalchemy\.(?:\w+\.)*(?:text|DDL)$/u.test(value.call.path ?? ""))
    return textOf(value.call.positional[0]);
  return textOf(value);
}
