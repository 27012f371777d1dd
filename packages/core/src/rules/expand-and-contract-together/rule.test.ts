import { describe, expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const base = { "a1_start.py": exampleRevision({ id: "a1", down: null }) };

function judged(...lines: readonly string[]): string[] {
  const upgrade = `def upgrade():\n${lines.map((line) => `    ${line}`).join("\n")}`;
  const file = exampleRevision({ id: "b2", down: "a1" }, { upgrade });
  return said("MG012", { base, files: { ...base, "b2_change.py": file } });
}

const add = 'op.add_column("users", sa.Column("full_name", sa.Text()))';
const copy = 'op.execute("UPDATE users SET full_name = name")';

it("names original, replacement and both places", () => {
  expect(judged(add, copy, 'op.drop_column("users", "name")')).toEqual([
    "versions/b2_change.py:10 Column users.name is dropped in the change that adds its replacement full_name (versions/b2_change.py:8) and moves the data.\n" +
      "Release what adds full_name first; drop name in a revision of a later release.",
  ]);
});

describe("fires on", () => {
  it.each([
    [
      "a batch",
      [
        'with op.batch_alter_table("users") as b:',
        '    b.add_column(sa.Column("full_name", sa.Text()))',
        '    b.drop_column("name")',
        copy,
      ],
    ],
    ["a rename out of the way", [add, copy, 'op.alter_column("users", "name", new_column_name="name_old")']],
    [
      "a table",
      [
        'op.create_table("people", sa.Column("id"))',
        'op.execute("INSERT INTO people SELECT * FROM users")',
        'op.rename_table("users", "users_old")',
      ],
    ],
  ])("%s", (_what, lines) => {
    expect(judged(...lines)).toHaveLength(1);
  });
});

describe("is silent where", () => {
  it.each([
    ["nothing is moved", [add, 'op.drop_column("users", "name")']],
    [
      "what is dropped is new itself",
      ['op.add_column("users", sa.Column("name", sa.Text()))', add, copy, 'op.drop_column("users", "name")'],
    ],
    [
      "its table is new",
      ['op.create_table("users", sa.Column("name"))', add, copy, 'op.drop_column("users", "name")'],
    ],
    ["the original stays", [add, copy]],
    [
      "the replacement is in another table",
      ['op.add_column("orders", sa.Column("full_name"))', copy, 'op.drop_column("users", "name")'],
    ],
  ])("%s", (_what, lines) => {
    expect(judged(...lines)).toEqual([]);
  });
});
