import { expect, test } from "vitest";
import { readPsql } from "./read-psql.ts";

test("SQL stays to the letter", () => {
  const sql = `SELECT E'a\\'; \\x', '\\n;', "a;\\b", $x$ \\c; $x$ -- \\d ;\n/* \\e; */ ; SELECT 1/2 - 3e5;`;
  expect(readPsql(sql)).toEqual({ sql, leftOut: [] });
});

test("commands of psql are left out, with their lines", () => {
  const { sql, leftOut } = readPsql(
    "\\connect shop\n\\set ON_ERROR_STOP on\nSELECT 1;\nSELECT 2 \\gexec\nSELECT 3;",
  );
  expect(sql.split("\n").map((line) => line.trimEnd())).toEqual([
    "",
    "",
    "SELECT 1;",
    "SELECT 2 ;",
    "SELECT 3;",
  ]);
  expect(leftOut).toEqual([
    { line: 1, what: "\\connect" },
    { line: 2, what: "\\set" },
    { line: 4, what: "\\gexec" },
  ]);
});

test("the rows of a COPY are no SQL", () => {
  const text =
    "-- data\nCOPY t (a) FROM stdin;\n1\tit's\n2\t;\\N\n\\.\n\nSELECT 1;\nCOPY t FROM STDIN WITH (FORMAT csv);\nx;y";
  const { sql, leftOut } = readPsql(text);
  expect(sql).toHaveLength(text.length);
  expect(sql.split("\n").map((line) => line.trimEnd())).toEqual([
    "-- data",
    "COPY t (a) FROM stdin;",
    "",
    "",
    "",
    "",
    "SELECT 1;",
    "COPY t FROM STDIN WITH (FORMAT csv);",
    "",
  ]);
  expect(leftOut.map(({ line, what }) => [line, what])).toEqual([
    [2, "COPY"],
    [8, "COPY"],
  ]);
});

test("a quote that is never closed ends nothing", () => {
  expect(readPsql("SELECT 'a; \\c\nb").sql).toContain("SELECT 'a;");
});
