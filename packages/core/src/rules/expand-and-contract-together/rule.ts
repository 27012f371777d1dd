import type { Operation } from "../../revision-body/revision-body.ts";
import { relativePath } from "../../targets/paths.ts";
import { defineRule } from "../define-rule.ts";
import type { GraphRuleInput, RuleFinding } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { textsIn } from "../judge-body.ts";

const released = { "a1_start.py": exampleRevision({ id: "a1", down: null }) };
const doing = (...lines: readonly string[]) => ({
  upgrade: `def upgrade():\n${lines.map((line) => `    ${line}`).join("\n")}`,
});
const expand = 'op.add_column("users", sa.Column("full_name", sa.Text()))';
const copy = 'op.execute("UPDATE users SET full_name = name")';

/** A replacement and the end of what it replaces, without a release in between. */
export const expandAndContractTogether = defineRule({
  code: "MG012",
  name: "expand-and-contract-together",
  severity: "warning",
  judges: "graph",
  docs: {
    what: "One change adds a column or table, moves the data there, and drops or renames the original.",
    why: "While the release rolls out, processes of the old code still use the original: they fail as soon as it is gone.",
    fix: "Drop the original in a later release, when no running code uses it.",
  },
  examples: {
    bad: [
      {
        base: released,
        files: {
          ...released,
          "b2_expand.py": exampleRevision({ id: "b2", down: "a1" }, doing(expand, copy)),
          "c3_contract.py": exampleRevision(
            { id: "c3", down: "b2" },
            doing('op.drop_column("users", "name")'),
          ),
        },
      },
      {
        base: released,
        files: {
          ...released,
          "b2_move.py": exampleRevision(
            { id: "b2", down: "a1" },
            doing(
              'op.create_table("people", sa.Column("id", sa.Integer()))',
              'op.execute("INSERT INTO people SELECT id FROM users")',
              'op.drop_table("users")',
            ),
          ),
        },
      },
    ],
    good: [
      {
        base: released,
        files: {
          ...released,
          "b2_expand.py": exampleRevision({ id: "b2", down: "a1" }, doing(expand, copy)),
        },
      },
      // Two changes that have nothing to do with each other.
      {
        base: released,
        files: {
          ...released,
          "b2_both.py": exampleRevision(
            { id: "b2", down: "a1" },
            doing(expand, 'op.drop_column("users", "fax")'),
          ),
        },
      },
    ],
  },
  check: (input) => {
    if (input.base === null) return [];
    const added = input.base.added.flatMap(({ file, id, operations }) =>
      operations.map((operation) => ({ ...operation, file, id })),
    );
    return added.flatMap((ended) => replaced(ended, added, input));
  },
});

interface Step extends Operation {
  readonly file: string;
  readonly id: string;
}

function replaced(ended: Step, steps: readonly Step[], { target }: GraphRuleInput): readonly RuleFinding[] {
  const original = originalOf(ended);
  if (original === null || steps.some((step) => begins(step, original.name, original.isTable, ended.table)))
    return [];
  const successor = steps.find((step) => isSuccessor(step, ended, original.isTable));
  const name = successor === undefined ? null : original.isTable ? successor.table : successor.column;
  if (successor === undefined || name === null) return [];
  const isMoved = steps.some(
    (step) =>
      step.name === "execute" &&
      textsIn(step.arguments.get("sqltext")).some((sql) => has(sql, name) && has(sql, original.name)),
  );
  if (!isMoved) return [];
  const what = original.isTable ? `Table ${original.name}` : `Column ${ended.table}.${original.name}`;
  const where = `${relativePath(target.root, successor.file)}:${successor.call.line}`;
  const verb = ended.newName === null ? "dropped" : "renamed";
  return [
    {
      message: `${what} is ${verb} in the change that adds its replacement ${name} (${where}) and moves the data.`,
      hint: `Release what adds ${name} first; drop ${original.name} in a revision of a later release.`,
      object: original.isTable ? `table:${original.name}` : `table:${ended.table}.column:${original.name}`,
      revision: ended.id,
      file: ended.file,
      line: ended.call.line,
    },
  ];
}

/** What an operation puts an end to: the name under which old code knows it. */
function originalOf(step: Step): { readonly name: string; readonly isTable: boolean } | null {
  const { name, table, column, newName } = step;
  if ((name === "drop_column" || (name === "alter_column" && newName !== null)) && column !== null)
    return { name: column, isTable: false };
  if ((name === "drop_table" || name === "rename_table") && table !== null)
    return { name: table, isTable: true };
  return null;
}

/** Was it made by this very change? Then nobody knows it yet. */
function begins(step: Step, name: string, isTable: boolean, table: string | null): boolean {
  if (isTable) return step.name === "create_table" && step.table === name;
  return (
    (step.name === "create_table" && step.table === table) ||
    (step.name === "add_column" && step.table === table && step.column === name)
  );
}

function isSuccessor(step: Step, ended: Step, isTable: boolean): boolean {
  if (isTable) return step.name === "create_table" && step.table !== ended.table;
  return step.name === "add_column" && step.table === ended.table && step.column !== ended.column;
}

function has(sql: string, name: string): boolean {
  return sql.split(/[^\w$]+/u).some((word) => word.toLowerCase() === name.toLowerCase());
}
