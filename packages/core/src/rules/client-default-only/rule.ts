import type { Operation, Value } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { addedColumn, createdTables, judgeBody, operationsUp, textsIn } from "../judge-body.ts";

/** A required column whose default only Python knows. */
export const clientDefaultOnly = defineRule({
  code: "MF119",
  name: "client-default-only",
  severity: "error",
  judges: "file",
  docs: {
    what: "A NOT NULL column is added with `default=`, and without `server_default=`.",
    why: "`default=` is for INSERTs that SQLAlchemy makes, and is not a part of the table: the statement fails where the table has a row, and code that does not know the column cannot insert any more.",
    fix: "Give the server the default: `server_default=`.",
  },
  examples: {
    bad: [
      exampleDoing({ up: ["op.add_column('x', sa.Column('n', sa.Integer, nullable=False, default=0))"] }),
      exampleDoing({
        up: [
          "with op.batch_alter_table('x') as batch_op:",
          "    batch_op.add_column(sa.Column('n', sa.Text(), default='a', nullable=False))",
        ],
      }),
    ],
    good: [
      exampleDoing({
        up: ["op.add_column('x', sa.Column('n', sa.Integer, nullable=False, server_default='0'))"],
      }),
      exampleDoing({ up: ["op.add_column('x', sa.Column('n', sa.Integer, default=0))"] }),
      exampleDoing({ up: ["op.create_table('x', sa.Column('n', sa.Integer, nullable=False, default=0))"] }),
      exampleDoing({
        up: ["op.add_column('x', sa.Column('n', sa.Integer, sa.Identity(), nullable=False, default=0))"],
      }),
    ],
  },
  check: judgeBody(({ body, at }) => {
    const operations = operationsUp(body);
    const created = new Set([...createdTables(operations), ...emptiedTables(operations)]);
    return operations.flatMap((operation) => {
      const column = addedColumn(operation);
      const given = column?.named.get("default");
      if (column === null || column.isOpen || given === undefined || given.kind === "none") return [];
      if (column.named.get("nullable")?.kind !== "false" || created.has(operation.table ?? "")) return [];
      if ((column.named.get("server_default")?.kind ?? "none") !== "none" || isGenerated(column.positional))
        return [];
      const { table, column: name, call } = operation;
      const shown = `${table ?? "…"}.${name ?? "…"}`;
      return [
        {
          ...at(call),
          ...(table !== null && name !== null && { object: `table:${table}.column:${name}` }),
          message: `Column ${shown} is NOT NULL, and its default (${given.source}) is not given to the server: adding it fails on a table with rows.`,
          hint: `Give the server the default:\n  ${column.source.replace(/(?<![\w.])default\s*=/u, "default=").replace(`default=${given.source}`, `server_default=${serverDefault(given)}`)}`,
        },
      ];
    });
  }),
});

/** Tables that lose all of their rows first: there is none to fail on. */
function emptiedTables(operations: readonly Operation[]): readonly string[] {
  return operations.flatMap(({ name, arguments: given }) => {
    const value = name === "execute" ? given.get("sqltext") : undefined;
    const [text = ""] = textsIn(value);
    if (value?.kind === "call" && value.call.path?.endsWith(".delete") === true) return [text];
    return EMPTIES.exec(text)?.[1] ?? [];
  });
}

const EMPTIES =
  /^\s*(?:delete\s+from|truncate(?:\s+table)?)\s+(?:"?\w+"?\.)?"?(\w+)"?\s*(?:cascade)?\s*;?\s*$/iu;

/** The server fills it itself. */
function isGenerated(values: readonly Value[]): boolean {
  return values.some(
    (value) => value.kind === "call" && /\.(?:Identity|Computed|Sequence)$/u.test(value.call.path ?? ""),
  );
}

function serverDefault(value: Value): string {
  switch (value.kind) {
    case "true":
      return "sa.true()";
    case "false":
      return "sa.false()";
    case "number":
      return `"${value.source}"`;
    case "text":
      return JSON.stringify(value.text);
    default:
      return 'sa.text("…")';
  }
}
