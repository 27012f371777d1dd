import { describe, expect, it } from "vitest";
import { ask, openPool } from "../server/test-pool.ts";
import { dirname } from "node:path";
import { testPython } from "../python.ts";
import { checksIn, copyFixture, type Project, told } from "./run-fixture.ts";

const REVISION = "migrations/versions/a10000000000_create_orders.py";

async function ownerProject(extra = ""): Promise<Project> {
  const project = await copyFixture("owner");
  await project.write("migrun.config.yaml", `as: owner\n${extra}`);
  return project;
}

/** A check inside of the revision: whichever way it connects, it is the owner and no superuser. */
const WHO = `
    ask = "SELECT current_user || ' ' || usesuper FROM pg_user WHERE usename = current_user"
    ways = {"url": op.get_bind().exec_driver_sql(ask).scalar()}
    import asyncio, asyncpg, pg8000.native, psycopg2

    def dial():
        return psycopg2.connect("host=db.internal dbname=shop user=shop_app password=secret")

    connection = dial()
    cursor = connection.cursor()
    cursor.execute(ask)
    ways["psycopg2"] = cursor.fetchone()[0]
    connection.close()
    engine = sa.create_engine("postgresql+psycopg2://", creator=dial, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        ways["creator"] = connection.exec_driver_sql(ask).scalar()
    connection = pg8000.native.Connection("postgres", host="other.internal", database="other", password="x")
    ways["pg8000"] = connection.run(ask)[0][0]
    connection.close()

    async def dial_async():
        connection = await asyncpg.connect("postgresql://admin:x@third.internal/third")
        try:
            return await connection.fetchval(ask)
        finally:
            await connection.close()

    ways["asyncpg"] = asyncio.run(dial_async())
    wrong = {way: who for way, who in ways.items() if who != "shop_app false"}
    if len(ways) != 5 or wrong:
        raise RuntimeError(wrong)
`;

describe("as: owner", () => {
  it("runs revisions as the owner of the database, who is called as the user of the URL", async () => {
    await using project = await ownerProject();
    const ran = await project.run();
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "passed", sql: "passed", roundtrip: "passed" });
    expect(ran.report.exitCode).toBe(0);
  });

  it("holds for every way to connect", async () => {
    await using project = await ownerProject();
    await project.edit(REVISION, "def upgrade() -> None:\n", `def upgrade() -> None:${WHO}`);
    const ran = await project.run({ command: "roundtrip" });
    expect(told(ran.target().findings.filter(({ code }) => code !== "MX903"))).toBe("");
    expect(checksIn(ran.target())).toMatchObject({ roundtrip: "passed" });
  });

  it("holds for variables, and for the command of exec", async () => {
    await using project = await ownerProject("targets: { alembic: { urlEnv: [SHOP_URL] } }\n");
    await project.edit(
      "migrations/env.py",
      "config = context.config\n",
      'import os\n\nconfig = context.config\nconfig.set_main_option("sqlalchemy.url", os.environ["SHOP_URL"])\n' +
        'assert "//migrun_owner:" in os.environ["SHOP_URL"]\n',
    );
    await project.edit(
      "alembic.ini",
      "sqlalchemy.url = postgresql+psycopg2://shop_app:secret@db.internal/shop\n",
      "",
    );
    await project.edit(REVISION, "OWNER TO shop_app", "OWNER TO migrun_owner");
    const script =
      "import os, psycopg2; c = psycopg2.connect(''); assert c.info.user == 'migrun_owner' == os.environ['PGUSER'], c.info.user";
    const outcome = await project.exec("alembic", ["python3", "-c", script], {
      env: { PATH: `${dirname(testPython)}:${process.env["PATH"]}` },
    });
    expect(outcome).toEqual({ kind: "ended", exitCode: 0 });
  });

  it("refuses what production refuses, and says how a superuser does it beforehand", async () => {
    await using project = await ownerProject();
    await project.edit(REVISION, "IF NOT EXISTS pgcrypto", "IF NOT EXISTS dblink");
    await project.edit(REVISION, "DROP EXTENSION pgcrypto", "SELECT 1");
    const refused = await project.run();
    expect(told(refused.target().findings.filter(({ code }) => code === "MX905"))).toMatchInlineSnapshot(`
      "MX905 upgrade-failed error (upgrade) migrations/versions/a10000000000_create_orders.py:22
      revision a10000000000
      The upgrade of revision a10000000000 failed: permission denied to create extension "dblink"
      HINT:  Must be superuser to create this extension.
      > The revisions run as shop_app, who owns the database and is no superuser (\`as: owner\`): production would refuse it too. Where a superuser creates it beforehand, put into a file
      >     CREATE EXTENSION dblink;
      > and name it in the configuration: it runs in each isolated database first.
      >     targets:
      >       alembic:
      >         bootstrap: [extensions.sql]
      > and let the revision say CREATE EXTENSION IF NOT EXISTS.
      > The statement was:
      >     CREATE EXTENSION IF NOT EXISTS dblink"
    `);
    await project.write("extensions.sql", "CREATE EXTENSION dblink;\n");
    await project.write(
      "migrun.config.yaml",
      "targets: { alembic: { as: owner, bootstrap: [extensions.sql] } }\n",
    );
    const cured = await project.run();
    expect(checksIn(cured.target())).toMatchObject({ upgrade: "passed", roundtrip: "passed" });
  });

  it("is a member of the roles that it acts as", async () => {
    await using project = await copyFixture("expected-roles");
    await project.edit(
      "migrations/versions/a10000000000_create_orders.py",
      '    op.execute("CREATE ROLE auditor NOLOGIN")\n',
      "",
    );
    await project.edit(
      "migrations/versions/a10000000000_create_orders.py",
      '    op.execute("DROP ROLE auditor")\n',
      "",
    );
    // Postgres gives a table only to who may make one in its schema.
    await project.write("rights.sql", "GRANT CREATE ON SCHEMA public TO shop_owner;\n");
    await project.write(
      "migrun.config.yaml",
      "as: owner\ntargets: { alembic: { bootstrap: [rights.sql] } }\n",
    );
    const ran = await project.run();
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "passed", roundtrip: "passed" });
  });

  it("works on a given server whose user may make roles, and leaves none", async () => {
    await using pool = await openPool({ size: 1 });
    await using server = await pool.lease("given", new AbortController().signal);
    const { host, port } = server.endpoint;
    await ask(server.endpoint, "postgres", "CREATE ROLE deployer LOGIN CREATEDB CREATEROLE PASSWORD 'given'");
    await ask(server.endpoint, "postgres", "CREATE ROLE small LOGIN CREATEDB PASSWORD 'given'");
    await using project = await ownerProject();
    await project.edit(REVISION, "OWNER TO shop_app", "OWNER TO CURRENT_USER");
    const url = (user: string): string => `postgresql://${user}:given@${host}:${port}/postgres`;
    const ran = await project.run({ flags: { server: url("deployer") } });
    expect(told(ran.target().findings.filter(({ code }) => code !== "MX903"))).toBe("");
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "passed", roundtrip: "passed" });
    const left = await ask(
      server.endpoint,
      "postgres",
      "SELECT rolname FROM pg_roles WHERE rolname LIKE 'migrun%'",
    );
    expect(left).toEqual([]);
    const refused = await project.run({ flags: { server: url("small") } });
    expect(refused.report.exitCode).toBe(3);
    expect(checksIn(refused.target())["upgrade"]).toMatch(
      /^error: The user small may not create roles on the given server .*, and `as: owner` needs one\.\n/u,
    );
  });
});
