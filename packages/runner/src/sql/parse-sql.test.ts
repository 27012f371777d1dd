import { expect, it } from "vitest";
import { readSql } from "@migrun/core";
import { loadSqlParser } from "./load-sql-parser.ts";

const parser = await loadSqlParser();

it("gives each statement of a text, whatever its characters take in bytes", () => {
  const text = "SELECT 'Gr\u00fc\u00dfe \u{1f600}';\n-- then\nDROP TABLE a.b;\n";
  const read = readSql(parser, text);
  expect(read.map(({ sql, parsed }) => [sql, parsed.kind === "tree" && Object.keys(parsed.node)])).toEqual([
    ["SELECT 'Gr\u00fc\u00dfe \u{1f600}'", ["SelectStmt"]],
    ["DROP TABLE a.b", ["DropStmt"]],
  ]);
});

it("says where a text is no SQL, in characters", () => {
  expect(parser.parse("SELECT '\u00e5'; SELEC")).toEqual({
    kind: "error",
    message: 'syntax error at or near "SELEC"',
    position: 12,
  });
  expect(readSql(parser, "-- nothing")).toEqual([]);
  expect(readSql(parser, "")).toEqual([]);
});

it("knows what PostgreSQL 18 brought", () => {
  expect(parser.parse("ALTER TABLE t ADD CONSTRAINT n NOT NULL c NOT VALID").kind).toBe("statements");
});

it("finds the names that the server cuts, counted in bytes", () => {
  const long = "\u00e5".repeat(32);
  expect(readSql(parser, `CREATE TABLE "${long}" (id bigint)`)[0]?.longNames).toEqual([long]);
  expect(readSql(parser, `COMMENT ON TABLE t IS '${long}'`)[0]?.longNames).toEqual([]);
});
