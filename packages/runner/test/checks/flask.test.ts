import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyFixture, told } from "./run-fixture.ts";

describe("the layout of Flask-Migrate", () => {
  it("is a target without a script_location, run inside the application that `flask db` would take", async () => {
    await using project = await copyFixture("flask-migrate");
    const ran = await project.run();
    expect(told(ran.target("alembic").findings)).not.toContain("✗");
    expect(ran.target("alembic")).toMatchObject({
      status: "passed",
      config: "migrations/alembic.ini",
      scriptLocation: "migrations",
      revisions: 1,
      isolation: { redirected: [{ asked: "db.internal/shop" }] },
    });
    expect(ran.report.exitCode).toBe(0);
  });

  it("needs to be told of the application where Flask finds none", async () => {
    await using project = await copyFixture("flask-migrate");
    await rm(join(project.folder, ".flaskenv"));
    const ran = await project.run();
    expect(told(ran.target().findings)).toContain('env: { FLASK_APP: "package:create_app" }');
    await project.write("migrun.config.yaml", "targets: { alembic: { env: { FLASK_APP: shop } } }\n");
    expect((await project.run()).report.exitCode).toBe(0);
  });

  it("whose application cannot be imported says what is missing, without a traceback", async () => {
    await using project = await copyFixture("flask-migrate");
    await project.edit(
      "shop/__init__.py",
      "import sqlalchemy as sa",
      "import nowhere\nimport sqlalchemy as sa",
    );
    const [finding] = (await project.run()).target().findings.filter(({ code }) => code === "MX905");
    expect(finding).toMatchObject({
      message: "env.py failed: No module named 'nowhere'",
      file: "shop/__init__.py",
      line: 1,
    });
  });

  it("may be named as package:path, though its application connects when it is made", async () => {
    await using project = await copyFixture("flask-migrate");
    await rm(join(project.folder, "migrations/alembic.ini"));
    await project.write("migrations/__init__.py", "");
    await project.write(
      "alembic.ini",
      "[alembic]\nscript_location = migrations:.\nprepend_sys_path = .\nsqlalchemy.url = postgresql://db/shop\n",
    );
    await project.edit(
      "shop/__init__.py",
      "    return app",
      '    sa.create_engine(app.config["DATABASE"]).connect().close()\n    return app',
    );
    const ran = await project.run({ names: ["alembic"] });
    expect(ran.target("alembic")).toMatchObject({ config: "alembic.ini", revisions: 1, status: "passed" });
  });

  it("whose application makes tables of its own finds them in every new database", async () => {
    await using project = await copyFixture("flask-migrate");
    await project.edit(
      "shop/__init__.py",
      "    return app",
      '    with sa.create_engine(app.config["DATABASE"]).begin() as connection:\n' +
        '        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS people (id integer)")\n    return app',
    );
    const file = "migrations/versions/a1_orders.py";
    await project.edit(
      file,
      "def upgrade():\n",
      'def upgrade():\n    op.execute("INSERT INTO people VALUES (1)")\n',
    );
    const next = (await project.read(file)).replace('"a1"', '"b2"').replace("= None", '= "a1"');
    await project.write("migrations/versions/b2_more.py", next.replaceAll('PREFIX + "orders"', '"more"'));
    await project.write("migrun.config.yaml", "targets: { alembic: { roundtrip: { floor: a1 } } }\n");
    const target = (await project.run()).target();
    expect(target.findings.filter(({ check }) => check === "roundtrip")).toEqual([]);
    expect(target.checks.find(({ id }) => id === "roundtrip")).toMatchObject({
      data: { verifiedDownTo: "a1" },
    });
  });

  it("is mended by Flask's own command", async () => {
    await using project = await copyFixture("flask-migrate");
    await project.edit("migrations/versions/a1_orders.py", 'sa.Column("note", sa.Text()),', "");
    const [finding] = (await project.run()).target().findings.filter(({ code }) => code === "MC501");
    expect(finding).toMatchObject({ file: "shop/__init__.py", line: 6 });
    expect(finding?.hint).toContain("`flask db revision --autogenerate");
  });
});

it("shows a SQLite file that is not the target's own relative to where it was started", async () => {
  await using project = await copyFixture("flask-migrate");
  await project.edit(
    "shop/__init__.py",
    '"postgresql+psycopg2://app@db.internal/shop"',
    'f"sqlite:///{app.root_path}/shop.db"',
  );
  const ran = await project.run();
  expect(ran.target().isolation.redirected).toEqual([{ asked: "shop/shop.db" }]);
  expect(told(ran.target().findings)).toContain("asked for the SQLite file shop/shop.db (sqlite3)");
});
