import { expect, it } from "vitest";
import { judgeSql } from "../rules/judge-sql.test-data.ts";
import { SQL_RULES } from "../rules/sql-rules.ts";
import { checkLint } from "./check-lint.ts";
import { statements } from "./parser.test-data.ts";

const codes = (sql: string): string[] =>
  judgeSql(sql)
    .filter(({ code }) => ["MS203", "MS273", "MS274"].includes(code))
    .map(({ code }) => code);

it("says one thing of one statement", () => {
  const alter = "ALTER TABLE orders ADD COLUMN tax numeric";
  expect(codes(`${alter}; UPDATE orders SET tax = 0`)).toEqual(["MS274"]);
  expect(codes(`${alter}; CREATE INDEX CONCURRENTLY ix ON orders (tax)`)).toEqual(["MS203"]);
  expect(codes(`${alter}; CREATE INDEX ix ON orders (tax)`)).toEqual(["MS273"]);
});

it("asks for lock_timeout once in a revision, on the way up if it waits there", () => {
  const said = (up: string, down: string): string[] =>
    checkLint(
      {
        setup: [],
        statements: [
          ...statements([up]),
          ...statements([down]).map((one) => ({ ...one, direction: "downgrade" as const })),
        ].map((one) => ({ ...one, revision: "a1" })),
        postgres: 16,
        assumed: { lockTimeout: false, statementTimeout: true },
      },
      {
        rules: SQL_RULES.filter(({ code }) => code === "MS270"),
        isReported: () => true,
        isAskedFor: () => false,
      },
    ).map(({ code }) => code);
  const drop = "ALTER TABLE orders DROP COLUMN tax";
  expect(said("ALTER TABLE orders ADD COLUMN tax numeric", drop)).toEqual(["MS270"]);
  expect(said("SELECT 1", drop)).toEqual(["MR507"]);
});

it("imports what a recipe needs besides op and sa", () => {
  const hintOf = (type: string): string =>
    judgeSql(`ALTER TABLE orders ADD COLUMN extra ${type} NOT NULL`).find(({ code }) => code === "MS231")
      ?.hint ?? "";
  expect(hintOf("jsonb")).toMatch(/^ +from sqlalchemy\.dialects import postgresql$/m);
  expect(hintOf("text")).not.toContain("import");
});
