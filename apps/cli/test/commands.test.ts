import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../src/command-table.ts";
import { migrun, startMigrun } from "./rig/migrun.ts";
import { withoutTimes } from "./rig/plain.ts";
import { createRepository, git, WAITING_REVISION } from "./rig/repository.ts";
import { tracesOf } from "./rig/traces.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await createRepository({ folders: { orders: "fixtures/linear", stock: "fixtures/two-heads" } });
});

describe("help", () => {
  test("names the five that people need first, then every other command", async () => {
    const { exitCode, stdout, stderr } = await migrun(["--help"], { cwd });
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const { name, summary } of COMMANDS)
      expect(stdout).toMatch(new RegExp(`^ +${name}\\b.*${summary.slice(0, 20)}`, "mu"));
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  const names = COMMANDS.map(({ name }) => name).filter((name) => name !== "help");
  test.each(names)("on %s", async (name) => {
    const { exitCode, stdout } = await migrun([...name.split(" "), "--help"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^migrun ${name}`, "u"));
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

test("version", async () => {
  const run = await migrun(["version", "--format", "json"], { cwd });
  expect(JSON.parse(run.stdout)).toEqual({
    schemaVersion: 1,
    versions: {
      migrun: expect.stringMatching(/^\d+\.\d+\.\d+$/u),
      node: process.versions.node,
      python: expect.stringMatching(/^3\./u),
      alembic: expect.stringMatching(/^1\./u),
      sqlalchemy: expect.stringMatching(/^[12]\./u),
      postgres: expect.stringMatching(/^17\./u),
    },
  });
  expect((await migrun(["--version"], { cwd })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
});

test("config tells every value and where it came from", async () => {
  await writeFile(join(cwd, "migrun.config.yaml"), "postgres: 17\ntargets:\n  orders:\n    heads: 1\n");
  const { stdout } = await migrun(["config", "--jobs", "3"], {
    cwd,
    env: { MIGRUN_STRICT: "1", MIGRUN_PYTHON: "" },
  });
  expect(stdout).toMatchSnapshot();
  await git(cwd, "clean", "--quiet", "--force");
});

describe("sql", () => {
  test("is nothing but SQL", async () => {
    const run = await migrun(["sql", "orders"], { cwd });
    expect(run.exitCode).toBe(0);
    // Newer versions of SQLAlchemy ask for what they insert.
    expect(run.stdout.replaceAll(" RETURNING alembic_version.version_num", "")).toMatchSnapshot();
  });

  test("from a revision", async () => {
    const run = await migrun(["sql", "orders", "--from", "a20000000000", "--quiet"], { cwd });
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toContain("CREATE TABLE sales");
    expect(run.stdout).not.toContain("CREATE TABLE items");
  });
});

describe("heads", () => {
  test("--format value: the id, for a script", async () => {
    const run = await migrun(["heads", "orders", "--format", "value"], { cwd });
    expect(run).toEqual({ exitCode: 0, stdout: "a30000000000\n", stderr: "" });
  });

  test("--format value with two of them: both on stdout, why that is wrong on stderr, exit 1", async () => {
    const run = await migrun(["heads", "stock", "--format", "value"], { cwd });
    expect(run.exitCode).toBe(1);
    expect(run.stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(run.stderr).toContain("MG001");
  });

  test("of every target", async () => {
    const run = await migrun(["heads"], { cwd });
    expect(withoutTimes(run.stdout)).toMatchSnapshot();
  });
});

describe("exec", () => {
  const count = `import os, psycopg2
with psycopg2.connect("") as connection:
    cursor = connection.cursor()
    cursor.execute("SELECT version_num FROM alembic_version")
    print(cursor.fetchone()[0], "in", os.environ["PGDATABASE"])`;

  test("runs a command on the database at head, with its output and its exit code", async () => {
    const script = '"$MIGRUN_PYTHON" -c "$COUNT" && exit 7';
    const run = await startMigrun(["exec", "orders", "--quiet", "--", "sh", "-c", script], {
      cwd,
      env: { COUNT: count },
    });
    expect(await run.ended).toEqual({ exitCode: 7, stdout: "a30000000000 in app\n", stderr: "" });
    await expect.poll(() => tracesOf(run)).toEqual([]);
  });

  test("ends with the command when it is told to stop", async () => {
    const script = "echo at work >&2; exec sleep 600";
    const run = await startMigrun(["exec", "orders", "--quiet", "--", "sh", "-c", script], { cwd });
    await run.heard("at work");
    run.signal("SIGTERM");
    expect((await run.ended).exitCode).toBe(143);
    await expect.poll(() => tracesOf(run)).toEqual([]);
  });

  test("does not run where the database does not come up to the head", async () => {
    const fails = WAITING_REVISION.text.replace("pg_sleep(3600)", "1 / 0");
    const broken = await createRepository({
      folders: { orders: "fixtures/linear" },
      files: { [`orders/${WAITING_REVISION.path}`]: fails },
    });
    const run = await migrun(["exec", "orders", "--quiet", "--", "sh", "-c", "echo ran"], { cwd: broken });
    expect(run).toMatchObject({ exitCode: 1, stdout: "" });
    expect(run.stderr).toContain("division by zero");
  });

  test("says which program cannot be started", async () => {
    const run = await migrun(["exec", "orders", "--quiet", "--", "no-such-program"], { cwd });
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toContain("no-such-program");
  });

  test("of a target that nobody knows", async () => {
    const run = await migrun(["exec", "order", "--", "true"], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('did you mean "orders"');
  });
});

test("git status is clean after all of them", async () => {
  expect(await git(cwd, "status", "--porcelain", "--ignored")).toBe("");
  expect(await readFile(join(cwd, "orders", "alembic.ini"), "utf8")).toContain("app:secret");
});
