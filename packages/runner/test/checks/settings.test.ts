import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, runFixture, told } from "./run-fixture.ts";

describe("settings that env.py demands (MX913)", () => {
  it("are named all at once, with the configuration that gives them", async () => {
    const ran = await runFixture("settings");
    expect(ran.report.exitCode).toBe(2);
    expect(checksIn(ran.target())).toEqual({
      heads: "passed",
      files: "passed",
      upgrade: "failed",
      sql: "skipped: env.py does not run; see `upgrade`",
      drift: "skipped: the upgrade did not reach the heads",
      roundtrip: "skipped: the upgrade did not reach the heads",
    });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX913 settings-missing error (upgrade) app/settings.py:6
      env.py, or what it imports, needs variables that are not set: SECRET_KEY, SENTRY_DSN. Given by migrun, for the isolated database: DATABASE_URL (app/settings.py:5 os.environ).
      > Give them for checks in the configuration:
      >     targets:
      >       alembic:
      >         env:
      >           SECRET_KEY: "…" # app/settings.py:6 os.environ
      >           SENTRY_DSN: "…" # app/settings.py:7 os.environ"
    `);
  });

  it("are told to be withheld where they are set to the URL of a database", async () => {
    await using project = await copyFixture("settings");
    // A name that only Python can tell.
    await project.edit(
      "app/settings.py",
      'os.environ["DATABASE_URL"]',
      'os.environ["_".join(["DATABASE", "URL"])]',
    );
    const ran = await project.run({
      env: { DATABASE_URL: "postgresql://app:secret@db.internal/app", SECRET_KEY: "s", SENTRY_DSN: "d" },
    });
    const [finding, ...others] = ran.target().findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "MX913",
      file: "app/settings.py",
      line: 5,
      message:
        "env.py, or what it imports, needs variables that are not set: DATABASE_URL. " +
        "Withheld, since the value is the URL of a database: DATABASE_URL.",
      hint:
        "Give them for checks in the configuration:\n" +
        "    targets:\n" +
        "      alembic:\n" +
        "        urlEnv: [DATABASE_URL] # the isolated database, by itself",
    });
  });

  it("are enough when given as the hint says", async () => {
    await using project = await copyFixture("settings");
    await project.write(
      "migrun.config.yaml",
      `targets:\n  alembic:\n    env:\n      SECRET_KEY: "s"\n      SENTRY_DSN: "d"\n`,
    );
    const ran = await project.run();
    expect(told(ran.target().findings)).toBe("");
    expect(ran.report).toMatchObject({ exitCode: 0, summary: { passed: 1 } });
  });
});

describe("bootstrap", () => {
  it("runs in every new database before the first revision", async () => {
    await using project = await copyFixture("linear");
    await project.edit(
      "migrations/versions/a10000000000_create_items.py",
      "def upgrade() -> None:\n",
      'def upgrade() -> None:\n    op.execute("INSERT INTO legacy.steps VALUES (1)")\n',
    );
    await project.write("before.sql", "CREATE SCHEMA legacy;\nCREATE TABLE legacy.steps (id integer);\n");
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    const ran = await project.run();
    expect(told(ran.target().findings)).toBe("");
    expect(ran.report.exitCode).toBe(0);
  });

  it("that fails is named with the server's words, and the files are judged all the same", async () => {
    await using project = await copyFixture("linear");
    await project.write("before.sql", "CREATE TABEL x (id integer);\n");
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    const ran = await project.run();
    expect(ran.target().status).toBe("error");
    expect(checksIn(ran.target())).toMatchObject({
      heads: "passed",
      files: "passed",
      upgrade:
        'error: The bootstrap file before.sql:1:8 failed: syntax error at or near "TABEL"\n' +
        "Mend the file: it runs in each isolated database before the first revision.",
      roundtrip: "skipped: see the check before",
    });
  });
});
