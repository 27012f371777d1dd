import type { HistoryFile } from "../../revision/history-file.ts";
import type { Operation, RevisionBody } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing, exampleRevision } from "../example-files.ts";
import { callsIn, judgeBody, operationsUp } from "../judge-body.ts";
import { enumOf, isNamedElsewhere, isNamedInSql } from "./enum-types.ts";
import type { EnumType } from "./enum-types.ts";

const kind = "sa.Enum('a', 'b', name='kind')";

/** A column of an enum type that nothing creates. */
export const enumTypeNotCreated = defineRule({
  code: "MF114",
  name: "enum-type-not-created",
  severity: "error",
  judges: "file",
  docs: {
    what: "A column is added with a named enum type, and nothing creates the type.",
    why: "Only `create_table` creates the types of its columns: here Postgres answers that the type does not exist.",
    fix: "Create the type first: `enum.create(op.get_bind(), checkfirst=True)`.",
  },
  examples: {
    bad: [
      exampleDoing({ up: [`op.add_column('x', sa.Column('k', ${kind}))`] }),
      exampleDoing({
        head: ["from sqlalchemy.dialects.postgresql import ENUM"],
        up: [
          "with op.batch_alter_table('x') as batch:",
          "    batch.add_column(sa.Column('k', sa.ARRAY(ENUM('a', name='kind'))))",
        ],
      }),
    ],
    good: [
      exampleDoing({
        up: [
          `k = ${kind}`,
          "k.create(op.get_bind(), checkfirst=True)",
          "op.add_column('x', sa.Column('k', k))",
        ],
      }),
      exampleDoing({ up: [`op.create_table('x', sa.Column('k', ${kind}))`] }),
      exampleDoing({
        up: ["op.add_column('x', sa.Column('k', sa.Enum('a', name='kind', native_enum=False)))"],
      }),
      exampleDoing({
        up: ["op.execute(\"CREATE TYPE kind AS ENUM ('a')\")", `op.add_column('x', sa.Column('k', ${kind}))`],
      }),
      // Another revision has it.
      exampleDoing(
        { up: [`op.add_column('x', sa.Column('k', ${kind}))`] },
        {
          files: {
            "b2_y.py": exampleRevision(
              { id: "b2", down: "a1" },
              { upgrade: `def upgrade():\n    op.create_table('y', sa.Column('k', ${kind}))` },
            ),
          },
        },
      ),
    ],
  },
  check: judgeBody(({ body, history, file, at }) =>
    operationsUp(body).flatMap((operation) => {
      const type = typeOf(operation);
      if (type === null || type.isCreatedApart || isCreatedHere(type, body)) return [];
      if (isNamedElsewhere(type, history, file)) return [];
      const { table, column, call } = operation;
      const name = [table, column].filter((one) => one !== null).join(".");
      return [
        {
          ...at(call),
          ...(!isOfHistory(table, history) && { severity: "warning" as const }),
          ...(table !== null && column !== null && { object: `table:${table}.column:${column}` }),
          message: `${name === "" ? "A column" : `Column ${name}`} gets the enum type "${type.name}", and no revision creates that type: Postgres says that it does not exist.`,
          hint: `Create it first, and drop it at the end of downgrade():\n  ${variableFor(type)} = ${type.call.source}\n  ${variableFor(type)}.create(op.get_bind(), checkfirst=True)`,
        },
      ];
    }),
  ),
});

function variableFor({ name }: EnumType): string {
  return /^[a-z_]\w*$/u.test(name) ? `${name}_type` : "enum_type";
}

function typeOf(operation: Operation): EnumType | null {
  if (operation.name !== "add_column") return null;
  return callsIn(operation.arguments.get("column")).flatMap((call) => enumOf(call) ?? [])[0] ?? null;
}

/** A table that no revision creates came from elsewhere, and the type perhaps with it. */
function isOfHistory(table: string | null, history: readonly HistoryFile[]): boolean {
  if (table === null) return false;
  return history.some(
    ({ parsed: { shape } }) =>
      shape !== null &&
      /create_table/u.test(shape.source) &&
      new RegExp(`["']${table.replaceAll(/\W/gu, ".")}["']`, "u").test(shape.source),
  );
}

/** By a statement, by its own method, or with a table; a type that nobody can tell counts for any. */
function isCreatedHere(type: EnumType, body: RevisionBody): boolean {
  const up = body.calls.filter(({ ways }) => ways.has("upgrade"));
  const created = up.some(({ path, owner, source }) => {
    if (!/(?:\.create|~create)$/u.test(path ?? "") && !/\.create\(/u.test(source.split("\n")[0] ?? ""))
      return false;
    const own = owner?.kind === "call" ? enumOf(owner.call) : null;
    return own === null || own.name === type.name;
  });
  const withTable = operationsUp(body).some(
    ({ name, call }) =>
      name === "create_table" &&
      call.positional.flatMap(callsIn).some((one) => enumOf(one)?.name === type.name),
  );
  return created || withTable || body.strings.some(({ text }) => isNamedInSql(text, type.name));
}
