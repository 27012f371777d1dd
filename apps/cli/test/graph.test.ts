import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { schemaProblems } from "./rig/check-schema.ts";
import { migrun } from "./rig/migrun.ts";
import { createRepository, git, workspace } from "./rig/repository.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await createRepository({ folders: { orders: "fixtures/linear", stock: "fixtures/two-heads" } });
});

describe("migrun graph", () => {
  test("draws a history, and needs no Python", async () => {
    const run = await migrun(["graph", "orders"], { cwd, env: { MIGRUN_PYTHON: "/nowhere/python" } });
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toMatchSnapshot();
  });

  test("of two heads it draws both, says so on stderr, and fails", async () => {
    const run = await migrun(["graph", "stock"], { cwd });
    expect(run.exitCode).toBe(1);
    expect(run.stdout.match(/\[head\]/gu)).toHaveLength(2);
    expect(run.stderr).toContain("MG001");
  });

  test("as JSON it is as its schema says, with the problems in it", async () => {
    const run = await migrun(["graph", "--format", "json"], { cwd });
    const document = JSON.parse(run.stdout) as {
      readonly targets: readonly { readonly problems: readonly unknown[] }[];
    };
    const schema = JSON.parse(await readFile(join(workspace, "apps/cli/schemas/graph.v1.json"), "utf8"));
    expect(schemaProblems(schema, document)).toEqual([]);
    expect([run.exitCode, run.stderr]).toEqual([1, ""]);
    expect(document.targets.map((target) => target.problems.length)).toEqual([0, 1]);
  });

  test("of an id that two files have it draws both, and marks the base", async () => {
    const root = await createRepository({ folders: { ".": "fixtures/duplicate-id" } });
    const copy = "migrations/versions/b10000000000_add_weight.py";
    await git(root, "rm", "--quiet", "--cached", copy);
    await git(root, "commit", "--quiet", "--message=Without the copy");
    const run = await migrun(["graph"], { cwd: root });
    expect(run.stdout).toMatchInlineSnapshot(`
      "alembic  alembic.ini [alembic]
      3 revisions, 1 new, 1 head, 1 problem

      ◉  b10000000000  [head] [id used twice] [new]  Add weight
      │ ◉  b10000000000  [head] [id used twice] [main]  Add height
      ├─╯
      ●  a10000000000  Create items
      "
    `);
    const { targets } = JSON.parse((await migrun(["graph", "--format", "json"], { cwd: root })).stdout);
    const two = targets[0].revisions.filter((one: { id: string }) => one.id === "b10000000000");
    expect(two.map((one: { file: string; isNew: boolean }) => [one.file, one.isNew])).toEqual([
      ["migrations/versions/b10000000000_add_height.py", false],
      [copy, true],
    ]);
    for (const format of ["svg", "mermaid"]) {
      const drawn = (await migrun(["graph", "--format", format], { cwd: root })).stdout;
      expect(drawn.match(/id used twice/gu)).toHaveLength(2);
    }
  });

  test.each([
    ["cycle", "MG004"],
    ["missing-parent", "MG002"],
    ["duplicate-id", "MG003"],
  ])("of a history with a %s it draws what there is", async (fixture, code) => {
    const broken = await createRepository({ folders: { ".": `fixtures/${fixture}` } });
    const text = await migrun(["graph"], { cwd: broken });
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toMatch(/[●◉]/u);
    expect(text.stderr).toContain(code);
    const svg = await migrun(["graph", "--format", "svg"], { cwd: broken });
    expect(svg.stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/u);
  });
});
