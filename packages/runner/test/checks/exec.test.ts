import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RunFlags } from "../../src/run/run-request.ts";
import { testPython } from "../python.ts";
import { ask, openPool } from "../server/test-pool.ts";
import { copyFixture, type Project } from "./run-fixture.ts";

/** Connects as libpq's variables say, and writes down what it finds; ends with the exit code 7. */
const PROBE = `
import json, os, sys
import psycopg2

with psycopg2.connect("") as connection, connection.cursor() as cursor:
    cursor.execute("SELECT version_num, current_database() FROM alembic_version")
    version, database = cursor.fetchone()
json.dump({"version": version, "database": database, "host": os.environ["PGHOST"],
           "url": os.environ["MIGRUN_DATABASE_URL"], "secret": os.environ.get("OTHER_URL")}, open("seen.json", "w"))
sys.exit(7)
`;

interface Seen {
  readonly version: string;
  readonly database: string;
  readonly host: string;
  readonly url: string;
  readonly secret: string | null;
}

async function probe(project: Project, flags: Partial<RunFlags> = {}): Promise<Seen> {
  const outcome = await project.exec("alembic", [testPython, "-c", PROBE], {
    flags,
    env: { OTHER_URL: "postgresql://app:secret@db.internal/app" },
  });
  expect(outcome).toEqual({ kind: "ended", exitCode: 7 });
  return JSON.parse(await project.read("seen.json")) as Seen;
}

describe("exec", () => {
  it("runs a command on the isolated database at head, and passes its exit code on", async () => {
    await using project = await copyFixture("linear");
    const seen = await probe(project);
    expect(seen).toMatchObject({ version: "a30000000000", database: "app", secret: null });
    expect(seen.url).toMatch(/^postgresql:\/\/.*\/app$/u);
  });

  it("runs nothing where there is no database at head, and reports why", async () => {
    await using project = await copyFixture("rolled-back-explicit");
    const outcome = await project.exec("alembic", [testPython, "-c", "open('ran', 'w')"]);
    if (outcome.kind !== "not-ready") throw new Error("the command has run");
    expect(outcome.report.exitCode).toBe(1);
    expect(outcome.report.targets[0]?.findings.map((one) => one.code)).toEqual(["MX904"]);
    await expect(project.read("ran")).rejects.toThrow("ENOENT");
  });

  it("says that a command cannot be started", async () => {
    await using project = await copyFixture("sqlite");
    await expect(project.exec("alembic", [`./${randomUUID()}`])).rejects.toMatchObject({
      code: "MIGRUN_EXEC_NOT_STARTED",
      exitCode: 2,
    });
  });
});

describe("a given server", () => {
  it("is as it was before: no database and no role stays", async () => {
    await using pool = await openPool({ size: 1 });
    await using lease = await pool.lease("test", new AbortController().signal);
    const { host, port, user, password } = lease.endpoint;
    const server = `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/postgres`;
    const names = async (): Promise<readonly unknown[]> => [
      await ask(lease.endpoint, "postgres", "SELECT datname FROM pg_database ORDER BY 1"),
      await ask(lease.endpoint, "postgres", "SELECT rolname FROM pg_roles ORDER BY 1"),
    ];
    const before = await names();

    await using linear = await copyFixture("linear");
    const ran = await linear.run({ flags: { server } });
    expect(ran.report).toMatchObject({ exitCode: 0, versions: { postgres: lease.version } });
    expect(ran.target().status).toBe("passed");
    expect((await probe(linear, { server })).database).toMatch(/^migrun_/u);

    await using broken = await copyFixture("left-behind");
    expect((await broken.run({ flags: { server } })).report.exitCode).toBe(1);
    expect(await names()).toEqual(before);
    expect(JSON.stringify(ran)).not.toContain(password);
  });

  it("that cannot be reached is an error of infrastructure, and the files are judged", async () => {
    await using project = await copyFixture("linear");
    const ran = await project.run({ flags: { server: "postgresql://app:secret@127.0.0.1:9/postgres" } });
    expect(ran.report.exitCode).toBe(3);
    expect(ran.target().checks.map((one) => `${one.id} ${one.status}`)).toEqual([
      "heads passed",
      "files passed",
      "upgrade error",
      "sql skipped",
      "drift skipped",
      "roundtrip skipped",
    ]);
    expect(JSON.stringify(ran)).not.toContain("secret");
  });
});
