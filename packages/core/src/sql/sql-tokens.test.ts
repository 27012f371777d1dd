import { describe, expect, it } from "vitest";
import { hasOpenQuote, sqlTokens } from "./sql-tokens.ts";

const read = (sql: string): readonly string[] => sqlTokens(sql).map(({ kind, text }) => `${kind} ${text}`);

describe("sqlTokens", () => {
  it("takes quotes, escapes and dollars off, and leaves comments out", () => {
    expect(read(`Foo "B""ar" 'it''s' E'a\\'b' $x$ $$ $x$ U&"d" 1.5e3 -- no\n/* a /* b */ c */ (`)).toEqual([
      "word foo",
      'name B"ar',
      "string it's",
      "string a'b",
      "string  $$ ",
      "name d",
      "other 1.5e3",
      "other (",
    ]);
  });

  it("tells a quote that is never closed", () => {
    expect(["it's", 'a "b', "$$ a", "$x$ a $$"].map((sql) => hasOpenQuote(sqlTokens(sql)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(hasOpenQuote(sqlTokens(`SELECT '"', "'", $$'$$, $1 -- it's`))).toBe(false);
  });

  it("reads a string of many megabytes", () => {
    const data = "it''s data ".repeat(1_000_000);
    expect(sqlTokens(`INSERT INTO t VALUES ('${data}')`)).toHaveLength(7);
  });
});
