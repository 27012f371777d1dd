import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { judgeBody } from "../judge-body.ts";
import { listed } from "../words.ts";
import { isDecidable, undoneIn } from "./compare-ways.ts";
import { objectsOf } from "./objects-of.ts";

const create = (name: string): string => `op.create_table('${name}', sa.Column('id', sa.Integer))`;

/** A downgrade that leaves something of the upgrade, or does not bring back what it dropped. */
export const downgradeNotInverse = defineRule({
  code: "MR503",
  name: "downgrade-not-inverse",
  severity: "warning",
  judges: "file",
  docs: {
    what: "`downgrade` does not drop all that `upgrade` creates, or does not bring back all that it drops.",
    why: "After a downgrade the schema is not that of the revision below: the next upgrade fails on what is still there, or the older release on what is not.",
    fix: "Undo each operation in the opposite order. Types of `sa.Enum` need a `DROP TYPE` of their own.",
  },
  examples: {
    bad: [
      exampleDoing({ up: [create("x"), create("y")], down: ["op.drop_table('x')"] }),
      exampleDoing({
        up: ["op.create_table('x', sa.Column('k', sa.Enum('a', name='kind')))"],
        down: ["op.drop_table('x')"],
      }),
      exampleDoing({
        up: ["op.drop_column('x', 'a')", "op.drop_column('x', 'b')"],
        down: ["op.add_column('x', sa.Column('a', sa.Text))"],
      }),
    ],
    good: [
      exampleDoing({ up: [create("x"), create("y")], down: ["op.drop_table('y')", "op.drop_table('x')"] }),
      exampleDoing({
        up: [create("x"), create("y")],
        down: ["for name in ('x', 'y'):", "    op.drop_table(name)"],
      }),
      // An index goes with its column or table.
      exampleDoing({
        up: ["op.add_column('x', sa.Column('a', sa.Text))", "op.create_index('ix_a', 'x', ['a'])"],
        down: ["op.drop_column('x', 'a')"],
      }),
      exampleDoing({
        up: ["op.create_table('x', sa.Column('k', sa.Enum('a', name='kind')))"],
        down: ["op.drop_table('x')", "op.execute('DROP TYPE kind')"],
      }),
      exampleDoing({ up: [create("x"), create("y")], down: ["op.execute('DROP SCHEMA public CASCADE')"] }),
    ],
  },
  check: judgeBody(({ body, revision, file, history, at }) => {
    const downgrade = file.parsed.shape?.downgrade;
    // One that does nothing is MR501's, one that refuses MR502's.
    if (downgrade?.kind !== "function" || downgrade.body !== "body" || downgrade.raises !== null) return [];
    if (!isDecidable(body)) return [];
    const up = objectsOf(body, "upgrade", { history, file });
    const left = undoneIn(up.created, body, "drops");
    const gone = undoneIn(up.dropped, body, "creates");
    const down = body.operations.find(({ call }) => call.ways.has("downgrade"));
    const place = { line: downgrade.line, column: 1 };
    return [
      ...(left.length === 0
        ? []
        : [
            {
              ...at(place),
              message: `downgrade() of revision ${revision.id} leaves ${listed(left.map(shown))} behind, which upgrade() creates (${lines(left)}).`,
              hint: `Drop ${left.length === 1 ? "it" : "them"} in downgrade():\n${left.map((one) => `  ${one.undo}`).join("\n")}`,
            },
          ]),
      ...(gone.length === 0 || down === undefined
        ? []
        : [
            {
              ...at(place),
              message: `downgrade() of revision ${revision.id} does not bring back ${listed(gone.map(shown))}, which upgrade() drops (${lines(gone)}).`,
              hint: `Create ${gone.length === 1 ? "it" : "them"} again in downgrade():\n${gone.map((one) => `  ${one.undo}`).join("\n")}\nOr raise, if there is no way back.`,
            },
          ]),
    ];
  }),
});

function shown({ kind, name, table }: RevisionObject): string {
  return kind === "column" ? `column ${table}.${name}` : `${kind === "type" ? "enum type" : kind} ${name}`;
}

function lines(objects: readonly RevisionObject[]): string {
  const numbers = [...new Set(objects.map(({ line }) => line))];
  return `line${numbers.length === 1 ? "" : "s"} ${listed(numbers.map(String))}`;
}

type RevisionObject = ReturnType<typeof objectsOf>["created"][number];
