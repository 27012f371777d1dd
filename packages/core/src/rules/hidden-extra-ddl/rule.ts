import type { Call, Operation } from "../../revision-body/revision-body.ts";
import { textOf } from "../../revision-body/read-operation.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { addedColumn, createdTables, judgeBody, operationsUp } from "../judge-body.ts";
import { listed } from "../words.ts";

/** `add_column` that emits more than ADD COLUMN. */
export const hiddenExtraDdl = defineRule({
  code: "MF120",
  name: "hidden-extra-ddl",
  severity: "warning",
  judges: "file",
  docs: {
    what: "A column is added with `ForeignKey`, `index=True` or `unique=True`.",
    why: "Alembic emits statements of their own for them, in the same transaction: a foreign key that checks every row, an index whose build stops all writes to the table.",
    fix: "Add the column alone, then the index concurrently, then the foreign key NOT VALID, and validate it in a later revision.",
  },
  examples: {
    bad: [
      exampleDoing({
        up: ["op.add_column('x', sa.Column('y_id', sa.BigInteger, sa.ForeignKey('y.id'), index=True))"],
      }),
      exampleDoing({ up: ["op.add_column('x', sa.Column('email', sa.Text, unique=True))"] }),
    ],
    good: [
      exampleDoing({ up: ["op.add_column('x', sa.Column('y_id', sa.BigInteger))"] }),
      exampleDoing({
        up: ["op.add_column('x', sa.Column('y_id', sa.BigInteger, index=False, unique=None))"],
      }),
      // Nobody uses the table yet.
      exampleDoing({
        up: [
          "op.create_table('x', sa.Column('id', sa.Integer))",
          "op.add_column('x', sa.Column('y_id', sa.BigInteger, sa.ForeignKey('y.id'), index=True))",
        ],
      }),
    ],
  },
  check: judgeBody(({ body, at }) => {
    const operations = operationsUp(body);
    const created = createdTables(operations);
    return operations.flatMap((operation) => {
      const column = addedColumn(operation);
      if (column === null || created.has(operation.table ?? "")) return [];
      const extras = extrasOf(column);
      if (extras.length === 0) return [];
      const { table, column: name, call } = operation;
      return [
        {
          ...at(call),
          ...(table !== null && name !== null && { object: `table:${table}.column:${name}` }),
          message: `add_column of ${table ?? "…"}.${name ?? "…"} also emits ${listed(extras.map(({ what }) => what))}, while the transaction keeps the table locked.`,
          hint: ["Take it apart:", ...stepsFor(operation, column)].join("\n  "),
        },
      ];
    });
  }),
});

type Extra = { readonly what: string; readonly kind: "key" | "index" | "unique" };

function keyOf(column: Call): Call | null {
  const key = column.positional.find(
    (value) => value.kind === "call" && /(?:^|\.)ForeignKey$/u.test(value.call.path ?? ""),
  );
  return key?.kind === "call" ? key.call : null;
}

function extrasOf(column: Call): readonly Extra[] {
  const isSet = (name: string): boolean => column.named.get(name)?.kind === "true";
  const extras: Extra[] = [];
  if (keyOf(column) !== null) extras.push({ what: "a foreign key that checks every row", kind: "key" });
  if (isSet("index")) extras.push({ what: "an index whose build stops writes", kind: "index" });
  else if (isSet("unique"))
    extras.push({ what: "a unique constraint whose build stops reads and writes", kind: "unique" });
  return extras;
}

function stepsFor({ table: tableName, column: columnName }: Operation, column: Call): readonly string[] {
  const [table, name] = [tableName ?? "…", columnName ?? "…"];
  const plain = [
    ...column.positional
      .filter((value) => !(value.kind === "call" && value.call === keyOf(column)))
      .map(({ source }) => source),
    ...[...column.named]
      .filter(([key]) => key !== "index" && key !== "unique")
      .map(([key, { source }]) => `${key}=${source}`),
  ].join(", ");
  const kinds = extrasOf(column).map(({ kind }) => kind);
  const isUnique = column.named.get("unique")?.kind === "true";
  const index = `${isUnique ? "uq" : "ix"}_${table}_${name}`;
  const [referent = "…", key = "…"] = splitKey(textOf(keyOf(column)?.positional[0]));
  const foreign = `fk_${table}_${name}`;
  return [
    `op.add_column("${table}", sa.Column(${plain}))`,
    ...(kinds.includes("index") || kinds.includes("unique")
      ? [
          "with op.get_context().autocommit_block():",
          `    op.create_index("${index}", "${table}", ["${name}"], ${isUnique ? "unique=True, " : ""}postgresql_concurrently=True)`,
        ]
      : []),
    ...(kinds.includes("unique")
      ? [`op.execute("ALTER TABLE ${table} ADD CONSTRAINT ${index} UNIQUE USING INDEX ${index}")`]
      : []),
    ...(kinds.includes("key")
      ? [
          `op.create_foreign_key("${foreign}", "${table}", "${referent}", ["${name}"], ["${key}"], postgresql_not_valid=True)`,
          `# in the next revision: op.execute("ALTER TABLE ${table} VALIDATE CONSTRAINT ${foreign}")`,
        ]
      : []),
  ];
}

/** `schema.table.column` in two. */
function splitKey(target: string | null): readonly string[] {
  const at = target?.lastIndexOf(".") ?? -1;
  return target === null || at === -1 ? [] : [target.slice(0, at), target.slice(at + 1)];
}
