import type { Operation } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { addedColumn, createdTables, judgeBody, operationsUp } from "../judge-body.ts";

/** A constraint that gets whatever name the server makes up. */
export const unnamedConstraint = defineRule({
  code: "MF115",
  name: "unnamed-constraint",
  severity: "warning",
  judges: "file",
  docs: {
    what: "A constraint is created without a name, and no naming convention gives it one.",
    why: "The server makes a name up. `downgrade()` and later revisions cannot address the constraint, and names differ between databases that got it in different ways.",
    fix: "Name it, or set `naming_convention` on the metadata that env.py gives to Alembic.",
  },
  examples: {
    bad: [
      exampleDoing({ up: ["op.create_foreign_key(None, 'x', 'y', ['y_id'], ['id'])"] }),
      exampleDoing({
        up: [
          "with op.batch_alter_table('x') as batch_op:",
          "    batch_op.create_unique_constraint(None, ['a'])",
        ],
      }),
      exampleDoing({ up: ["op.add_column('x', sa.Column('y_id', sa.BigInteger, sa.ForeignKey('y.id')))"] }),
    ],
    good: [
      exampleDoing({ up: ["op.create_foreign_key('fk_x_y_id', 'x', 'y', ['y_id'], ['id'])"] }),
      exampleDoing({ up: ["op.create_foreign_key(op.f('fk_x_y_id'), 'x', 'y', ['y_id'], ['id'])"] }),
      exampleDoing(
        { up: ["op.create_foreign_key(None, 'x', 'y', ['y_id'], ['id'])"] },
        { namingConvention: true },
      ),
      exampleDoing({
        up: [
          "with op.batch_alter_table('x', naming_convention={'fk': 'fk_%(table_name)s'}) as batch_op:",
          "    batch_op.create_foreign_key(None, 'y', ['y_id'], ['id'])",
        ],
      }),
      exampleDoing({ up: ["op.create_table('x', sa.Column('id', sa.Integer, primary_key=True))"] }),
    ],
  },
  check: judgeBody(({ body, target, at }) => {
    const operations = operationsUp(body);
    const created = createdTables(operations);
    const found = operations.flatMap((operation) => {
      const kind = KINDS[operation.name] ?? unnamedInColumn(operation);
      if (kind === null || created.has(operation.table ?? "")) return [];
      const given = operation.arguments.get("constraint_name");
      if (KINDS[operation.name] !== undefined && (given?.kind ?? "none") !== "none") return [];
      if (hasOwnConvention(operation) || operation.call.isOpen) return [];
      const { table, call } = operation;
      const where = table === null ? "" : ` on table ${table}`;
      return [
        {
          ...at(call),
          ...(table !== null && { object: `table:${table}` }),
          message: `${operation.name} makes a ${kind}${where} without a name: nothing can address it afterwards, \`op.drop_constraint()\` of downgrade() neither.`,
          hint: `Name it: \`"${nameFor(operation)}"\`. Or set \`naming_convention\` on the metadata that env.py gives to Alembic.`,
        },
      ];
    });
    return found.length === 0 || target.hasNamingConvention() ? [] : found;
  }),
});

const KINDS: Readonly<Record<string, string>> = {
  create_foreign_key: "foreign key",
  create_unique_constraint: "unique constraint",
  create_check_constraint: "check constraint",
  create_primary_key: "primary key",
  create_exclude_constraint: "exclusion constraint",
};

/** `sa.ForeignKey("y.id")` or `unique=True` in a column that is added. */
function unnamedInColumn(operation: Operation): string | null {
  const column = addedColumn(operation);
  if (column === null) return null;
  const keys = column.positional.filter(
    (value) => value.kind === "call" && /(?:^|\.)ForeignKey$/u.test(value.call.path ?? ""),
  );
  const isUnnamed = keys.some(
    (value) => value.kind === "call" && (value.call.named.get("name")?.kind ?? "none") === "none",
  );
  if (isUnnamed) return "foreign key";
  const isUnique = column.named.get("unique")?.kind === "true" && column.named.get("index")?.kind !== "true";
  return isUnique ? "unique constraint" : null;
}

/** `with op.batch_alter_table("t", naming_convention=…)` */
function hasOwnConvention({ isBatch, call }: Operation): boolean {
  return isBatch && call.owner?.kind === "call" && call.owner.call.named.has("naming_convention");
}

const PREFIXES: Readonly<Record<string, string>> = {
  create_unique_constraint: "uq",
  create_check_constraint: "ck",
  create_primary_key: "pk",
  create_exclude_constraint: "ex",
};

function nameFor(operation: Operation): string {
  const list = operation.arguments.get("local_cols") ?? operation.arguments.get("columns");
  const columns =
    list?.kind === "list" ? list.items.map((one) => (one.kind === "text" ? one.text : "…")) : [];
  const isUnique = operation.name === "add_column" && unnamedInColumn(operation) === "unique constraint";
  const prefix = isUnique ? "uq" : (PREFIXES[operation.name] ?? "fk");
  return [
    prefix,
    operation.table ?? "table",
    ...(operation.column === null ? columns : [operation.column]),
  ].join("_");
}
