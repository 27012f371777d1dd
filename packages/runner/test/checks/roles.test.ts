import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, dataOf, type Project, runFixture, told } from "./run-fixture.ts";
import { ask, openPool, TEST_MAJOR } from "../server/test-pool.ts";

const ALL_PASSED = {
  heads: "passed",
  files: "passed",
  upgrade: "passed",
  sql: "passed",
  drift: "skipped: env.py hands Alembic no target_metadata",
  roundtrip: "passed",
};

/** Runs something with the URL of a server that holds nothing, as somebody who may make databases or more. */
async function withGivenServer(rights: string, use: (url: string) => Promise<void>): Promise<void> {
  await using pool = await openPool({ size: 1 });
  await using server = await pool.lease("given", new AbortController().signal);
  const { host, port } = server.endpoint;
  await ask(server.endpoint, "postgres", `CREATE ROLE deployer LOGIN ${rights} PASSWORD 'given'`);
  await use(`postgresql://deployer:given@${host}:${port}/postgres`);
}

describe("roles that nobody creates (MX911)", () => {
  it("are made in the private cluster, those that only running tells too, and said", async () => {
    const ran = await runFixture("expected-roles");
    expect(checksIn(ran.target())).toEqual(ALL_PASSED);
    expect(dataOf(ran.target(), "roundtrip")).toEqual({ verifiedDownTo: "base", revisions: 3 });
    expect(told(ran.target().findings.filter(({ code }) => code !== "MX903"))).toMatchInlineSnapshot(`
      "MX911 role-created notice (no check) migrations/versions/a30000000000_let_services_read.py:23
      object role:billing_reader,reporting,search_reader,shop_owner,tenants
      revision a30000000000
      Roles that are expected and that nobody creates were made in the private cluster, without login: billing_reader (revision a30000000000, migrations/versions/a30000000000_let_services_read.py:23), reporting (revision a10000000000, migrations/versions/a10000000000_create_orders.py:29), search_reader (revision a30000000000, migrations/versions/a30000000000_let_services_read.py:23), shop_owner (revision a20000000000, migrations/versions/a20000000000_guard_orders.py:29), tenants (revision a20000000000, migrations/versions/a20000000000_guard_orders.py:26).
      > Nothing has to be done where production has them from elsewhere. To make them with attributes of your own, create them in a \`bootstrap\` file."
    `);
    expect(ran.report.exitCode).toBe(0);
  });

  it("leave nothing for the next target of the same cluster", async () => {
    await using project = await copyFixture("roles");
    await project.edit(
      "retail/versions/a10000000000_create_the_role_of_the_reports.py",
      "CREATE ROLE reporting NOLOGIN",
      "GRANT SELECT ON pg_class TO reporting",
    );
    await project.edit(
      "retail/versions/a10000000000_create_the_role_of_the_reports.py",
      'op.execute("DROP ROLE reporting")',
      "pass",
    );
    const ran = await project.run({ flags: { jobs: 1 } });
    expect(ran.report.targets.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ["MX911"],
      [],
    ]);
  });

  it("are not made where the history makes them out of sight", async () => {
    await using project = await copyFixture("expected-roles");
    await project.write("migrations/helper.sql", "CREATE ROLE reporting NOLOGIN");
    await project.edit(
      "migrations/versions/a10000000000_create_orders.py",
      '    op.execute("CREATE ROLE auditor NOLOGIN")\n',
      '    op.execute("CREATE ROLE auditor NOLOGIN")\n    op.execute(open("migrations/helper.sql").read())\n',
    );
    await project.edit(
      "migrations/versions/a10000000000_create_orders.py",
      'op.execute("DROP ROLE auditor")',
      'op.execute("DROP ROLE auditor")\n    op.execute("DROP ROLE reporting")',
    );
    const ran = await project.run();
    expect(checksIn(ran.target())).toEqual(ALL_PASSED);
    const [made] = ran.target().findings.filter(({ code }) => code === "MX911");
    expect(made?.object).toBe("role:billing_reader,search_reader,shop_owner,tenants");
  });

  it("are not made for a history that creates them too late", async () => {
    await using project = await copyFixture("expected-roles");
    await project.edit(
      "migrations/versions/a30000000000_let_services_read.py",
      "def upgrade() -> None:\n",
      'def upgrade() -> None:\n    op.execute("CREATE ROLE reporting")\n',
    );
    const ran = await project.run();
    const [failed] = ran.target().findings.filter(({ code }) => code === "MX905");
    expect(failed).toMatchObject({
      revision: "a10000000000",
      line: 29,
      message: 'The upgrade of revision a10000000000 failed: role "reporting" does not exist',
    });
  });

  it("that only a way down expects are made as well", async () => {
    await using project = await copyFixture("expected-roles");
    await project.edit(
      "migrations/versions/a30000000000_let_services_read.py",
      "def downgrade() -> None:\n",
      'def downgrade() -> None:\n    op.execute("REVOKE ALL ON orders FROM " + "_".join(["old", "reader"]))\n',
    );
    const ran = await project.run();
    expect(checksIn(ran.target())).toEqual(ALL_PASSED);
    const [made] = ran.target().findings.filter(({ code }) => code === "MX911");
    expect(made?.message).toContain("old_reader (revision a30000000000, ");
  });

  it("are there again in a second run from nothing, and so are bootstrap files: the guilty revision is named", async () => {
    await using project = await copyFixture("expected-roles");
    await project.write(
      "before.sql",
      "CREATE ROLE reporting NOLOGIN;\nCREATE SCHEMA infra AUTHORIZATION reporting;\n",
    );
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    await project.edit(
      "migrations/versions/a20000000000_guard_orders.py",
      '    op.execute("DROP POLICY own_rows ON orders")\n',
      '    op.execute("DROP POLICY own_rows ON orders")\n    op.execute("CREATE TYPE left_here AS ENUM ()")\n',
    );
    const ran = await project.run();
    const [left] = ran.target().findings.filter(({ code }) => code === "MC510");
    expect(left).toMatchObject({ object: "type:public.left_here", revision: "a20000000000" });
  });
});

it("a role that the history makes is made again on the way to the floor", async () => {
  await using project = await copyFixture("expected-roles");
  await project.write(
    "migrun.config.yaml",
    'targets: { alembic: { roundtrip: { floor: "a10000000000" } } }\n',
  );
  const ran = await project.run();
  expect(checksIn(ran.target())).toEqual(ALL_PASSED);
  expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: "a10000000000", revisions: 2 });
});

describe("on a given server", () => {
  it("missing roles are named with what to run there, and none is made", async () => {
    await withGivenServer("CREATEDB CREATEROLE", async (server) => {
      const ran = await runFixture("expected-roles", { flags: { server } });
      expect(ran.report.exitCode).toBe(1);
      const [failed] = ran.target().findings.filter(({ code }) => code === "MX905");
      expect(told(failed === undefined ? [] : [failed])).toMatchInlineSnapshot(`
        "MX905 upgrade-failed error (upgrade) migrations/versions/a10000000000_create_orders.py:29
        revision a10000000000
        The upgrade of revision a10000000000 failed: role "reporting" does not exist
        > These roles are missing on the given server, and migrun makes none there. Run these lines on it, or put these lines into a file
        >     CREATE ROLE reporting NOLOGIN;
        >     CREATE ROLE shop_owner NOLOGIN;
        >     CREATE ROLE tenants NOLOGIN;
        > and name it in the configuration: it runs in each isolated database first.
        >     targets:
        >       alembic:
        >         bootstrap: [roles.sql]
        > The statement was:
        >     GRANT SELECT ON orders TO auditor, reporting"
      `);
    });
  });

  it("a bootstrap file makes them, also where they are there already", async () => {
    await withGivenServer("CREATEDB CREATEROLE", async (server) => {
      await using project = await copyFixture("expected-roles");
      await project.write(
        "roles.sql",
        ["reporting", "tenants", "shop_owner", "billing_reader", "search_reader"]
          .map((role) => `CREATE ROLE ${role} NOLOGIN;\n`)
          .join("") + "GRANT shop_owner TO CURRENT_USER;\nGRANT CREATE ON SCHEMA public TO shop_owner;\n",
      );
      await project.write("migrun.config.yaml", "targets: { expected: { bootstrap: [roles.sql] } }\n");
      await rename(project);
      for (const _ of ["first", "second"]) {
        const ran = await project.run({ flags: { server } });
        expect(checksIn(ran.target())).toEqual(ALL_PASSED);
      }
    });
  });
});

/** The plain section is called as its folder, which is another one in each test. */
async function rename(project: Project): Promise<void> {
  await project.edit("alembic.ini", "[alembic]", "[expected]");
}

describe("bootstrap files", () => {
  it("run in each database of a target, roles and all", async () => {
    await using project = await copyFixture("multidb");
    await project.write(
      "before.sql",
      '-- shared\nCREATE ROLE reporting NOLOGIN; CREATE USER "Second One";\nCREATE SCHEMA legacy AUTHORIZATION reporting;\nGRANT reporting TO outsider;\n',
    );
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    const ran = await project.run();
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "passed", roundtrip: "passed" });
    const [made] = ran.target().findings.filter(({ code }) => code === "MX911");
    expect(made).toMatchObject({ object: "role:outsider", file: "before.sql", line: 4 });
  });

  it("that fail are named with line and column", async () => {
    await using project = await copyFixture("linear");
    await project.write("before.sql", "SELECT 1;\n\nCREATE TABLE x (\n  é integr\n);\n");
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    const ran = await project.run();
    expect(checksIn(ran.target())["upgrade"]).toMatch(
      /^error: The bootstrap file before\.sql:4:5 failed: type "integr" does not exist\n/u,
    );
  });
});

describe("a schema that nobody creates", () => {
  it("is told with the bootstrap file that cures it, and the cure cures", async () => {
    await using project = await copyFixture("version-schema");
    const before = await project.run();
    expect(told(before.target().findings.filter(({ code }) => code === "MX905"))).toMatchInlineSnapshot(`
      "MX905 upgrade-failed error (upgrade) migrations/env.py:33
      env.py failed: schema "shop" does not exist
      > Alembic creates no schema for its version table. Where somebody else makes it in production, put into a file
      >     CREATE SCHEMA shop;
      > and name it in the configuration: it runs in each isolated database first.
      >     targets:
      >       alembic:
      >         bootstrap: [schemas.sql]
      > Otherwise let env.py create it, and commit, before \`context.configure\`.
      > The statement was:
      >     CREATE TABLE shop.alembic_version (
      >     	version_num VARCHAR(32) NOT NULL,
      >     	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
      >     )"
    `);
    await project.write("schemas.sql", "CREATE SCHEMA shop;\n");
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [schemas.sql] } }\n");
    const after = await project.run();
    expect(checksIn(after.target())).toEqual(ALL_PASSED);
  });
});

describe("extensions", () => {
  it("that the server lacks are told all at once, with a server that has them (MX912)", async () => {
    const ran = await runFixture("extensions", { flags: { postgres: TEST_MAJOR } });
    expect(ran.report.exitCode).toBe(3);
    const missing = ran.target().findings.filter(({ code }) => code === "MX912");
    expect(missing.map(({ object, file, line, revision }) => [object, file, line, revision])).toEqual([
      ["extension:postgis", "migrations/versions/a20000000000_know_places.py", 22, "a20000000000"],
      ["extension:vector", "migrations/versions/a30000000000_know_vectors.py", 22, "a30000000000"],
    ]);
    expect(missing[0]?.hint).toMatch(new RegExp(`FROM postgis/postgis:${TEST_MAJOR}-3\\.\\d\n`, "u"));
    expect(missing[1]?.hint).toBe(
      'Use the server that the finding about "postgis" describes: it has this one too.',
    );
  });

  it("that come with Postgres just work, in a schema of their own too", async () => {
    await using project = await copyFixture("extensions");
    const names = [
      "btree_gist",
      "dblink",
      "hstore",
      "ltree",
      "pg_stat_statements",
      "pg_trgm",
      "postgres_fdw",
      "unaccent",
      "uuid-ossp",
    ];
    const create = names
      .map((name) => `    op.execute('CREATE EXTENSION "${name}" SCHEMA extensions')\n`)
      .join("");
    const drop = names.map((name) => `    op.execute('DROP EXTENSION "${name}"')\n`).join("");
    await project.edit(
      "migrations/versions/a20000000000_know_places.py",
      '    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")\n',
      create,
    );
    await project.edit(
      "migrations/versions/a20000000000_know_places.py",
      '    op.execute("DROP EXTENSION postgis")\n',
      drop,
    );
    await project.edit(
      "migrations/versions/a30000000000_know_vectors.py",
      `op.execute('CREATE EXTENSION "vector"')`,
      "pass",
    );
    await project.edit(
      "migrations/versions/a30000000000_know_vectors.py",
      'op.execute("DROP EXTENSION vector")',
      "pass",
    );
    const ran = await project.run();
    expect(checksIn(ran.target())).toEqual(ALL_PASSED);
  });

  it("of a bootstrap file are told with its line", async () => {
    await using project = await copyFixture("linear");
    await project.write("before.sql", "CREATE EXTENSION citext;\nCREATE EXTENSION timescaledb;\n");
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(3);
    const [missing] = ran.target().findings.filter(({ code }) => code === "MX912");
    expect(missing).toMatchObject({ object: "extension:timescaledb", file: "before.sql", line: 2 });
    expect(missing?.hint).toContain(`image: timescale/timescaledb:latest-pg${TEST_MAJOR}\n`);
  });
});
