import { execFile } from "node:child_process";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { migrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import { createRepository, git } from "./rig/repository.ts";

const VERSIONS = "migrations/versions";
const HEAD = "a30000000000";

/** How the header of a revision is written; `%` stands for the parent. */
const STYLES = {
  typed: ['revision: str = "ID"', 'down_revision: Union[str, Sequence[str], None] = "%"'],
  plain: ["revision = 'ID'", "down_revision = '%'  # as it was"],
  tuple: ["revision = 'ID'", "down_revision = (\n    '%',\n)"],
} as const;

interface Chain {
  readonly ids: readonly string[];
  readonly style: keyof typeof STYLES;
}

function revisionText(id: string, down: string, style: Chain["style"]): string {
  const header = STYLES[style].join("\n").replace("ID", id).replace("%", down);
  return `"""Make ${id}

Revision ID: ${id}
Revises: ${down}
Create Date: 2026-01-01 10:00:00.000000

"""
from typing import Sequence, Union

from alembic import op

${header}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT '${down}'")


def downgrade() -> None:
    op.execute("SELECT 1")
`;
}

async function writeChain(root: string, { ids, style }: Chain): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const text = revisionText(id, ids[index - 1] ?? HEAD, style);
    await writeFile(join(root, VERSIONS, `${id}_${style}.py`), text);
  }
}

/** Two chains made side by side on two branches, the second one merged into the first. */
async function parallelBranches(mine: Chain, theirs: Chain): Promise<string> {
  const root = await createRepository({ folders: { ".": "fixtures/linear" } });
  await git(root, "checkout", "--quiet", "-b", "mine");
  await writeChain(root, mine);
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message=Mine");
  await git(root, "checkout", "--quiet", "main");
  await writeChain(root, theirs);
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message=Theirs");
  await git(root, "checkout", "--quiet", "mine");
  await git(root, "merge", "--quiet", "--message=Both", "main");
  return root;
}

/** What Alembic itself says, without leaving bytecode behind. */
async function alembic(root: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout } = await promisify(execFile)(testPython, ["-m", "alembic", ...args], { cwd: root, env });
  return stdout;
}

async function changedLines(root: string): Promise<readonly string[]> {
  const diff = await git(root, "diff", "--unified=0");
  return diff.split("\n").filter((line) => /^[+-](?!\+\+|--)/u.test(line));
}

describe("rebase", () => {
  test.each<[mine: Chain, theirs: Chain]>([
    [
      { ids: ["b1"], style: "typed" },
      { ids: ["c1"], style: "plain" },
    ],
    [
      { ids: ["b1", "b2", "b3"], style: "plain" },
      { ids: ["c1", "c2"], style: "typed" },
    ],
    [
      { ids: ["b1", "b2"], style: "tuple" },
      { ids: ["c1"], style: "tuple" },
    ],
  ])("of two chains %j beside %j makes one, and Alembic agrees", async (mine, theirs) => {
    const root = await parallelBranches(mine, theirs);
    const red = await migrun(["quick"], { cwd: root });
    expect([red.exitCode, red.stdout]).toEqual([1, expect.stringContaining("MG001")]);

    const dry = await migrun(["rebase", "--dry-run"], { cwd: root });
    expect(dry).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("dry run: nothing was written"),
    });
    expect(await git(root, "status", "--porcelain")).toBe("");

    const run = await migrun(["rebase"], { cwd: root });
    expect([run.exitCode, run.stderr]).toEqual([0, expect.any(String)]);
    const top = theirs.ids.at(-1);
    const line = STYLES[mine.style][1].split("\n").find((part) => part.includes("%"));
    const edits = [`Revises: %`, line ?? ""].map((text) => [
      `-${text.replace("%", HEAD)}`,
      `+${text.replace("%", top ?? "")}`,
    ]);
    expect((await changedLines(root)).toSorted()).toEqual(edits.flat().toSorted());
    expect(await alembic(root, "heads")).toBe(`${mine.ids.at(-1)} (head)\n`);
    const history = [...(await alembic(root, "history")).matchAll(/-> (\w+)/gu)].map((match) => match[1]);
    expect(history.toReversed().slice(3)).toEqual([...theirs.ids, ...mine.ids]);
  });

  test("an id that both have is issued again, with its file", async () => {
    const root = await parallelBranches(
      { ids: ["0004", "0005"], style: "plain" },
      { ids: ["0004"], style: "typed" },
    );
    const run = await migrun(["rebase"], { cwd: root });
    expect(run.stdout).toContain("0004 is issued again as 0006");
    expect(run.exitCode).toBe(0);
    expect(await readdir(join(root, VERSIONS))).toContain("0006_plain.py");
    const history = [...(await alembic(root, "history")).matchAll(/-> (\w+)/gu)].map((match) => match[1]);
    expect(history.toReversed().slice(3)).toEqual(["0004", "0006", "0005"]);
  });

  test("what is in a tag stays, and the merge is offered", async () => {
    const root = await parallelBranches({ ids: ["b1"], style: "plain" }, { ids: ["c1"], style: "plain" });
    await git(root, "tag", "v1.2", "HEAD^1");
    const run = await migrun(["rebase"], { cwd: root });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatchInlineSnapshot(`
      "migrun: alembic cannot be rebased: a revision that is released stays where it is.
        migrations/versions/b1_plain.py is in the tag v1.2
      Databases that ran it would keep the old order. Merge the heads instead: \`migrun merge alembic\` (or \`alembic merge heads\`).
      "
    `);
    expect(await git(root, "status", "--porcelain")).toBe("");
  });

  test("a computed header is refused, and nothing is written", async () => {
    const root = await parallelBranches(
      { ids: ["b1", "b2"], style: "plain" },
      { ids: ["c1"], style: "plain" },
    );
    const file = join(root, VERSIONS, "b1_plain.py");
    await writeFile(
      file,
      (await readFile(file, "utf8")).replace(`'${HEAD}'  # as it was`, `"a3" + "0" * 10`),
    );
    await git(root, "commit", "--all", "--quiet", "--message=Computed");
    const run = await migrun(["rebase"], { cwd: root });
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining("b1_plain.py")]);
    expect(await git(root, "status", "--porcelain")).toBe("");
  });

  test("without anything new there is nothing to do", async () => {
    const root = await createRepository({ folders: { ".": "fixtures/linear" } });
    const run = await migrun(["rebase"], { cwd: root });
    expect([run.exitCode, run.stdout]).toEqual([
      0,
      "alembic has no revision that is new against the base.\n",
    ]);
  });
});

/** A template that nobody else has. */
const TEMPLATE = `"""\${message}

Revises: \${down_revision | comma,n}
"""
# Our own template, written on \${create_date}.
from alembic import op

revision = \${repr(up_revision)}
down_revision = \${repr(down_revision)}


def upgrade() -> None:
    \${upgrades if upgrades else "pass"}


def downgrade() -> None:
    \${downgrades if downgrades else "pass"}
`;

describe("merge", () => {
  test("of one head has nothing to do, and says so in one document too", async () => {
    const root = await createRepository({ folders: { ".": "fixtures/linear" } });
    const run = await migrun(["merge", "--format", "json"], { cwd: root });
    expect([run.exitCode, run.stderr]).toEqual([0, "No history has heads to merge.\n"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, exitCode: 0, command: "merge", targets: [] });
  });

  test("repeats no password that env.py prints or fails with", async () => {
    const secret = "s3cr3t-word";
    const root = await createRepository({
      folders: { ".": "fixtures/two-heads" },
      files: {
        "alembic.ini": `[alembic]\nscript_location = migrations\nrevision_environment = true\nsqlalchemy.url = postgresql://app:${secret}@db/app\n`,
        "migrations/env.py": `print("asked with", "${secret}", flush=True)\nraise RuntimeError("refused: ${secret}")\n`,
      },
    });
    const run = await migrun(["merge", "-v"], { cwd: root });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain("refused: ***");
    expect(`${run.stdout}${run.stderr}`).not.toContain(secret);
  });

  const normal = (text: string): string =>
    text.replaceAll(/\b[0-9a-f]{12}\b/gu, "<id>").replaceAll(/written on .*/gu, "written on <date>");

  test("is what Alembic writes with the project's template", async () => {
    const root = await parallelBranches({ ids: ["b1"], style: "plain" }, { ids: ["c1"], style: "typed" });
    await writeFile(join(root, "migrations/script.py.mako"), TEMPLATE);
    await git(root, "add", "--all");
    await git(root, "commit", "--quiet", "--message=Template");
    const copy = join(await temporaryFolder(), "copy");
    await cp(root, copy, { recursive: true });
    await alembic(copy, "merge", "heads", "-m", "both of them");
    const added = async (folder: string): Promise<string> => {
      const status = await git(folder, "status", "--porcelain", "--untracked-files=all");
      const [, path = ""] = /^\?\? (.*)$/mu.exec(status) ?? [];
      expect(status.trim().split("\n")).toHaveLength(1);
      return await readFile(join(folder, path), "utf8");
    };

    const dry = await migrun(["merge", "-m", "both of them", "--dry-run"], { cwd: root });
    expect(dry.exitCode).toBe(0);
    expect(await git(root, "status", "--porcelain")).toBe("");
    const run = await migrun(["merge", "-m", "both of them"], { cwd: root });
    expect([run.exitCode, run.stderr]).toEqual([0, expect.any(String)]);
    const expected = normal(await added(copy));
    expect(expected).toContain("# Our own template");
    expect(normal(await added(root))).toBe(expected);
    const shown = dry.stdout
      .split("\n")
      .filter((line) => /^\+(?!\+\+ )/u.test(line))
      .map((line) => line.slice(1));
    expect(normal(`${shown.join("\n")}\n`)).toBe(expected);
    expect((await alembic(root, "heads")).trim().split("\n")).toHaveLength(1);
  });
});
