import { join } from "node:path";
import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, inject, test } from "vitest";
import { migrun, temporaryFolder } from "./rig/migrun.ts";

/** A folder with these files and nothing else. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = join(await temporaryFolder(), "sql");
  await mkdir(cwd, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return cwd;
}

describe("lint --sql, from the packed command", () => {
  test("judges files one after the other, each a transaction, and says what psql alone knows", async () => {
    const cwd = await folderOf({
      "schema.sql": "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n",
      "a.sql":
        "\uFEFF\\connect shop\nCREATE TABLE fresh (id bigint PRIMARY KEY);\nCREATE INDEX i ON fresh (id);\n",
      "b.sql": "-- on purpose\nCREATE INDEX j\n  ON orders (total);\n",
      "c.sql": "BEGIN;\nSELEC 1;\nCOMMIT;\nCREATE INDEX CONCURRENTLY k ON orders (total);\n",
    });
    const install = inject("installFolder");
    const run = await migrun(
      [
        "lint",
        "--sql",
        "a.sql",
        "b.sql",
        "c.sql",
        "--setup",
        "schema.sql",
        "--assume-lock-timeout",
        "--format",
        "json",
      ],
      { cwd, install, env: { PATH: "/nowhere" } },
    );
    expect(run.exitCode, run.stderr).toBe(1);
    const report = JSON.parse(run.stdout);
    const [target] = report.targets;
    expect(target.name).toBe("sql");
    const found = target.findings.map(
      (one: Record<string, unknown>) => `${one["file"]}:${one["line"]} ${one["code"]}`,
    );
    expect(found).toEqual(expect.arrayContaining(["b.sql:2 MS201", "c.sql:2 MS298"]));
    expect(found.filter((one: string) => one.endsWith("MS201") || one.endsWith("MS203"))).toEqual([
      "b.sql:2 MS201",
    ]);
    expect(target.checks[0].data).toMatchObject({
      files: 3,
      leftOut: [{ file: "a.sql", line: 1, what: "\\connect" }],
    });
  });

  test.each([
    [["--sql"], "--sql names no file"],
    [["--autocommit"], "--autocommit is for SQL files: add --sql"],
    [["--setup", "x.sql"], "--setup is for SQL files: add --sql"],
    [["--sql", "a.sql", "--all-revisions"], "--all-revisions is for Alembic targets"],
    [["--sql", "-", "-"], "stdin can be read once"],
    [["--sql", "nope.sql", "utf16.sql", "."], "nope.sql: there is no such file"],
    [["--sql", "a.sql", "--setup", "bad.sql"], "bad.sql:2 syntax error"],
  ])("%j: %s", async (args, message) => {
    const cwd = await folderOf({
      "a.sql": "SELECT 1;\n",
      "bad.sql": "SELECT 1;\nSELEC 2;\n",
      "utf16.sql": "S\0E\0L\0",
    });
    const run = await migrun(["lint", ...args], { cwd });
    expect([run.exitCode, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain(message);
  });
});
