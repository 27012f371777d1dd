import { describe, expect, it } from "vitest";
import { sqlStatements } from "./sql-statements.ts";

const cut = (sql: string): readonly string[] => sqlStatements(sql).map(({ text }) => text);

describe("sqlStatements", () => {
  it("cuts at semicolons, and not at those inside of strings, names, comments and bodies", () => {
    expect(
      cut(
        `SELECT ';', E'\\';', "a;b"; -- one; more\n/* two; /* three; */ ; */ SELECT $$;$$, $x$ $$; $x$ ;` +
          "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
      ),
    ).toEqual([
      `SELECT ';', E'\\';', "a;b"`,
      "SELECT $$;$$, $x$ $$; $x$",
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
      "SELECT 3",
    ]);
  });

  it("tells where each begins", () => {
    const sql = "\n-- first\nSELECT 1;\n\n  SELECT 2;";
    expect(sqlStatements(sql).map(({ from }) => sql.slice(0, from).split("\n").length)).toEqual([3, 5]);
  });

  it("gives something for texts that are no SQL", () => {
    expect(cut("it's")).toEqual(["it's"]);
    expect(cut("/* never closed")).toEqual([]);
    expect(cut("  \n ")).toEqual([]);
  });
});
