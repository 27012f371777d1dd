import { describe, expect, test } from "vitest";
import { OutsideStatements } from "./outside-statements.ts";

const reach = (sql: string, isPrivate = true): string[] =>
  new OutsideStatements({ isPrivate }).read(sql).map(({ kind, what }) => `${kind}: ${what}`);

describe("leaves", () => {
  test.each([
    ["SELECT dblink_exec('host=db dbname=shop', 'DELETE FROM t')", "connection: dblink_exec"],
    [
      "select * from Public.DBLINK ( 'postgresql://db/shop', $$select 1$$) AS t (a int)",
      "connection: dblink",
    ],
    [`SELECT "dblink_connect"('c', 'hostaddr = 10.0.0.1')`, "connection: dblink_connect"],
    ["SELECT dblink_connect_u(current_setting('app.url'))", "connection: dblink_connect_u"],
    ["SELECT dblink_exec(%(a)s, %(b)s)", "connection: dblink_exec"],
    ["CREATE TABLE t AS SELECT * FROM dblink('host=db', 'x') AS t (a int)", "connection: dblink"],
    [
      "DO $x$ BEGIN IF true THEN PERFORM dblink_exec('host=db', 'x'); END IF; END $x$",
      "connection: dblink_exec",
    ],
    [
      "/* a /* nested */ comment */ CREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p",
      "connection: CREATE SUBSCRIPTION",
    ],
    ["ALTER SUBSCRIPTION s CONNECTION E'host=db\\'s'", "connection: ALTER SUBSCRIPTION"],
    [
      "CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db')",
      "connection: CREATE SERVER",
    ],
    ["CREATE SERVER s FOREIGN DATA WRAPPER mysql_fdw", "connection: CREATE SERVER"],
    ["ALTER SERVER s OPTIONS (SET host 'db')", "connection: ALTER SERVER"],
    ["CREATE USER MAPPING FOR app SERVER s OPTIONS (password 'x')", "connection: CREATE USER MAPPING"],
    ["CREATE FOREIGN TABLE f (a int) SERVER s", "connection: CREATE FOREIGN TABLE"],
    ["IMPORT FOREIGN SCHEMA x FROM SERVER s INTO y", "connection: IMPORT FOREIGN SCHEMA"],
    ["COPY t (a, b) FROM PROGRAM 'psql -c x'", "program: COPY … FROM PROGRAM"],
    ["COPY (SELECT 'a' FROM t) TO PROGRAM 'cat'", "program: COPY … TO PROGRAM"],
    ["COPY t FROM '/tmp/x.csv'", "files: COPY … FROM a file"],
    ["SELECT pg_read_file('/etc/passwd')", "files: pg_read_file"],
    ["INSERT INTO t SELECT lo_import('/x')", "files: lo_import"],
    ["SELECT 1; SELECT pg_read_binary_file('x')", "files: pg_read_binary_file"],
  ])("%s", (sql, found) => {
    expect(reach(sql)).toEqual([found]);
  });
});

describe("stays", () => {
  test.each([
    "-- SELECT dblink_exec('host=db', 'x')\nSELECT 1",
    "/* COPY t FROM PROGRAM 'x' */ SELECT 1",
    "SELECT 'dblink_exec(''host=db'')', $$CREATE SUBSCRIPTION$$, E'\\'; COPY t FROM PROGRAM ''x'''",
    "INSERT INTO notes VALUES ('COPY t FROM PROGRAM ''x''; CREATE SERVER s')",
    'SELECT "pg_read_file" FROM t',
    "COMMENT ON FUNCTION dblink_exec(text, text) IS 'x'",
    "GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO app",
    "CREATE EXTENSION dblink",
    "DROP SERVER s CASCADE",
    "CREATE FUNCTION f() RETURNS void AS $$ SELECT dblink_exec('host=db', 'x') $$ LANGUAGE sql",
    'CREATE TABLE copy_program ("from" text, connection text, subscription text, server text)',
    "COPY t FROM STDIN",
    "COPY t (a) TO STDOUT WITH (FORMAT csv, NULL 'x')",
    "SELECT dblink_exec('dbname=shop', 'x')",
    "SELECT dblink_exec('connection_name', 'UPDATE t SET a = 1')",
    "CREATE SUBSCRIPTION s CONNECTION 'dbname=shop' PUBLICATION p",
    "CREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p WITH (connect = false)",
    "ALTER SUBSCRIPTION s DISABLE",
    "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname 'shop'); CREATE USER MAPPING FOR app SERVER s; CREATE FOREIGN TABLE f (host text) SERVER s",
    "SELECT dblink_exec('host=db",
  ])("%s", (sql) => {
    expect(reach(sql)).toEqual([]);
  });
});

test("on a server that is not private, an address that is left out leads to that server's other databases", () => {
  expect(reach("SELECT dblink_exec('dbname=shop', 'x')", false)).toEqual(["connection: dblink_exec"]);
  expect(reach("CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", false)).toEqual([
    "connection: CREATE SERVER",
  ]);
});

test("a file server is remembered", () => {
  const statements = new OutsideStatements({ isPrivate: true });
  statements.read("CREATE SERVER f FOREIGN DATA WRAPPER file_fdw");
  expect(statements.read("CREATE FOREIGN TABLE t (a int) SERVER f OPTIONS (filename '/x')")).toEqual([
    { kind: "files", what: "CREATE FOREIGN TABLE" },
  ]);
});
