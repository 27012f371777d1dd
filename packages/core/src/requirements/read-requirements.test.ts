import { describe, expect, it } from "vitest";
import { readRequirements } from "./read-requirements.ts";

const python = (text: string, file = "/r.py") => ({
  file,
  revision: "a1",
  language: "python" as const,
  text,
});
const sql = (text: string) => ({ file: "/b.sql", revision: null, language: "sql" as const, text });
const rolesOf = (...statements: readonly string[]): readonly string[] =>
  readRequirements([sql(statements.join(";\n"))]).roles.map(({ name, acts }) =>
    acts ? `${name} acts` : name,
  );

describe("roles of SQL", () => {
  it.each([
    ['GRANT SELECT ON t TO a, "B c", GROUP d WITH GRANT OPTION', ["a", "B c", "d"]],
    ["GRANT EXECUTE ON FUNCTION f(a integer, b text) TO App", ["app"]],
    ["GRANT a, b TO c", ["a", "b", "c"]],
    ["REVOKE ALL ON SCHEMA public FROM PUBLIC, app", ["app"]],
    ["REVOKE ADMIN OPTION FOR a FROM b CASCADE", ["a", "b"]],
    ["ALTER TABLE t OWNER TO app", ["app acts"]],
    ["ALTER TABLE t OWNER TO CURRENT_USER", []],
    ["ALTER TABLE t RENAME COLUMN owner TO holder", []],
    ["CREATE POLICY p ON t FOR SELECT TO app USING (who = current_user)", ["app"]],
    ["ALTER POLICY p ON t RENAME TO q", []],
    ["SET ROLE app", ["app acts"]],
    ["SET LOCAL ROLE 'app'", ["app acts"]],
    ["SET ROLE NONE", []],
    ["SET SESSION AUTHORIZATION app", ["app acts"]],
    ["SET search_path TO app", []],
    [
      "ALTER DEFAULT PRIVILEGES FOR ROLE a, b IN SCHEMA s GRANT SELECT ON TABLES TO c",
      ["a acts", "b acts", "c"],
    ],
    ["CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION app", ["app acts"]],
    ["CREATE SCHEMA s", []],
    ["REASSIGN OWNED BY a TO b", ["a acts", "b acts"]],
    ["DROP OWNED BY a", ["a acts"]],
    ["ALTER ROLE app SET search_path = s", ["app"]],
    ["ALTER ROLE ALL SET search_path = s", []],
    ["CREATE USER MAPPING FOR app SERVER x", ["app"]],
    ["COMMENT ON ROLE app IS 'x'", ["app"]],
    ["GRANT pg_monitor TO app", ["app"]],
    ["GRANT SELECT ON t TO app_%s", []],
    ["GRANT SELECT ON t TO :role", []],
    ["INSERT INTO t VALUES ('GRANT SELECT ON t TO app')", []],
  ])("%s", (statement, roles) => {
    expect(rolesOf(statement)).toEqual(roles);
  });

  it("are left out where the history makes them, in whichever way", () => {
    expect(rolesOf("GRANT SELECT ON t TO a, b", "CREATE ROLE a NOLOGIN")).toEqual(["b"]);
    expect(rolesOf("GRANT SELECT ON t TO a, b", "DO $$ BEGIN CREATE ROLE a; END $$")).toEqual(["b"]);
    expect(rolesOf("GRANT SELECT ON t TO a, b", "ALTER ROLE c RENAME TO a")).toEqual(["b", "c"]);
    expect(
      rolesOf("GRANT SELECT ON t TO a, b", "DO $$ BEGIN EXECUTE format('CREATE ROLE %I', x); END $$"),
    ).toEqual([]);
  });
});

describe("requirements of Python", () => {
  const read = (text: string) => readRequirements([python(text)]);

  it("are read from the texts that are executed, with their lines", () => {
    const { roles, extensions } = read(
      'GRANTS = ["GRANT SELECT ON t TO one"]\n' +
        "def upgrade():\n" +
        '    op.execute("""\n        CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA x;\n        GRANT SELECT ON t TO two\n    """)\n' +
        '    op.execute(sa.text("GRANT a " + "TO three"))\n' +
        '    bind.execute("ALTER TABLE t "\n        "OWNER TO four")\n',
    );
    expect(roles.map(({ name, line, acts }) => [name, line, acts])).toEqual([
      ["one", 1, false],
      ["two", 5, false],
      ["a", 7, false],
      ["three", 7, false],
      ["four", 9, true],
    ]);
    expect(extensions).toEqual([{ name: "uuid-ossp", file: "/r.py", line: 4, revision: "a1" }]);
  });

  it.each([
    ['"""GRANT SELECT ON t TO app"""'],
    ['op.execute(f"GRANT SELECT ON t TO app{suffix}")'],
    ['op.execute("GRANT SELECT ON t TO app_" + name)'],
    ['op.execute("GRANT SELECT ON t TO app_%s" % name)'],
    ['op.execute("GRANT SELECT ON {} TO app".format(name))'],
    ['raise RuntimeError("GRANT SELECT ON t TO app")'],
    ['print("GRANT SELECT ON t TO app")'],
    ['# op.execute("GRANT SELECT ON t TO app")'],
    ['HELP = "Grant access to somebody"'],
    ['if bind.scalar("SELECT 1 FROM pg_roles WHERE rolname = %s"): op.execute("GRANT SELECT ON t TO app")'],
    ['op.execute(f"CREATE ROLE {name}")\nop.execute("GRANT SELECT ON t TO app")'],
  ])("are none in %s", (text) => {
    expect(read(text).roles).toEqual([]);
  });

  it("of one file are met by another", () => {
    const grant = python('op.execute("GRANT SELECT ON t TO app")', "/1.py");
    const create = python('op.execute("CREATE USER app")', "/2.py");
    const { roles, createdRoles } = readRequirements([grant, create]);
    expect({ roles, created: [...createdRoles] }).toEqual({ roles: [], created: ["app"] });
  });
});
