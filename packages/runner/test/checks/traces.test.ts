import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { RunCommand } from "../../src/run/run-request.ts";
import { testPython } from "../python.ts";
import { copyFixture, type Project, runFixture } from "./run-fixture.ts";

const run = promisify(execFile);
const COMMANDS: readonly RunCommand[] = ["all", "quick", "heads", "files", "drift", "roundtrip", "sql"];

async function commit(project: Project): Promise<void> {
  const git = (...operands: string[]) => run("git", operands, { cwd: project.folder });
  await git("init", "--quiet");
  await git("add", "--force", ".");
  await git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "All");
}

/** What a run left, ignored files too: bytecode, caches, SQL files. */
async function leftIn(project: Project): Promise<string> {
  const { stdout } = await run("git", ["status", "--porcelain", "--ignored"], { cwd: project.folder });
  return stdout;
}

describe("the user's tree", () => {
  it("is untouched by every command", async () => {
    await using project = await copyFixture("linear");
    await commit(project);
    for (const command of COMMANDS) {
      await project.run({ command });
      expect(await leftIn(project), command).toBe("");
    }
    const outcome = await project.exec("alembic", [testPython, "-c", "import app.models"]);
    expect(outcome).toEqual({ kind: "ended", exitCode: 0 });
    expect(await leftIn(project), "exec").toBe("");
  });

  it.each(["multidb", "sqlite", "computed-header", "left-behind", "exits"])(
    "is untouched where env.py writes files, or fails: %s",
    async (shape) => {
      await using project = await copyFixture(shape);
      await commit(project);
      await project.run();
      expect(await leftIn(project)).toBe("");
    },
  );
});

describe("output of env.py and of revisions", () => {
  it("is told as output and as nothing else", async () => {
    const ran = await runFixture("noisy");
    expect(ran.report).toMatchObject({ ok: true, exitCode: 0 });
    expect(JSON.stringify(ran.report)).not.toMatch(/::error|::set-output|##vso|printed by/u);
    const output = ran.events.flatMap((event) => (event.kind === "output" ? [event] : []));
    const text = (stream: string): string =>
      output
        .filter((one) => one.stream === stream)
        .map((one) => one.text)
        .join("\n");
    expect(text("stdout")).toContain("::error file=app/models.py,line=1::printed by env.py");
    expect(text("stdout")).toContain("::set-output name=x::printed by a revision");
    expect(text("stdout")).toContain('{"id": 1, "result": {}}');
    expect(text("stderr")).toContain("half a line");
  });
});

describe("secrets and paths", () => {
  it.each(["linear", "drifted", "multidb", "pyproject", "exits", "settings", "mysql-url"])(
    "are in no report, no event and no title of a process: %s",
    async (shape) => {
      const canary = randomBytes(16).toString("hex");
      await using project = await copyFixture(shape);
      for (const file of ["alembic.ini", "migrations/env.py"]) {
        const text = await project.read(file).catch(() => null);
        if (text !== null) await project.write(file, text.replaceAll(":secret@", `:${canary}@`));
      }
      const url = `postgresql+psycopg2://app:${canary}@db.internal/app`;
      await project.write(
        "migrun.config.yaml",
        `targets: { "*": { env: { REPLICA_URL: "${url}" } } }\n`.replace('"*"', await nameIn(project)),
      );
      const titles = new Set<string>();
      const ran = await project.run({
        env: { DATABASE_URL: url, PGPASSWORD: canary },
        onEvent: () => commandLines().forEach((line) => titles.add(line)),
      });
      const everything = JSON.stringify([ran.report, ran.events]);
      expect(everything).not.toContain(canary);
      expect(everything).not.toContain(project.folder);
      expect(titles.size).toBeGreaterThan(1);
      expect([...titles].filter((line) => line.includes(canary))).toEqual([]);
    },
  );

  it("are hidden in what env.py prints and in what an exception says", async () => {
    const canary = randomBytes(16).toString("hex");
    await using project = await copyFixture("linear");
    await project.edit("alembic.ini", ":secret@", `:${canary}@`);
    await project.edit(
      "migrations/versions/a30000000000_create_sales.py",
      "def upgrade() -> None:\n",
      `def upgrade() -> None:\n    print("connecting to postgresql://app:${canary}@db.internal/app")\n    raise RuntimeError("no answer from postgresql://app:${canary}@db.internal/app")\n`,
    );
    const ran = await project.run();
    expect(ran.target().findings.map((one) => `${one.code} ${one.revision}`)).toEqual([
      "MX905 a30000000000",
      "MX907 a30000000000",
    ]);
    expect(ran.events.some((event) => event.kind === "output" && event.text.includes("connecting to"))).toBe(
      true,
    );
    expect(JSON.stringify([ran.report, ran.events])).not.toContain(canary);
  });
});

async function nameIn(project: Project): Promise<string> {
  const [target] = (await project.run({ command: "heads" })).report.targets;
  return target?.name ?? "alembic";
}

/** Command lines of all processes of this machine. */
function commandLines(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    });
}
