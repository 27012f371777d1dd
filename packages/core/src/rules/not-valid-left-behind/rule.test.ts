import { expect, it } from "vitest";
import { checkLint } from "../../lint/check-lint.ts";
import { statements } from "../../lint/parser.test-data.ts";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { notValidLeftBehind } from "./rule.ts";

const ADD = "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID";
const VALIDATE = "ALTER TABLE orders VALIDATE CONSTRAINT ck";

it("says what stays open, and what to write", () => {
  expect(saidOfSql("MS221", ADD)).toEqual([
    [
      "10 table:public.orders.constraint:ck: Nothing validates ck on orders: rows that were there before it may break it for ever.",
      "Validate it in the next revision.",
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck")',
    ].join("\n"),
  ]);
});

it("finds the VALIDATE of a later revision, also when the way down follows", () => {
  const run = [
    ...statements([ADD]),
    ...statements([VALIDATE], { revision: "b2", transaction: 2 }),
    ...statements(["ALTER TABLE orders DROP CONSTRAINT ck"], { direction: "downgrade", transaction: 3 }),
  ];
  const found = (all: typeof run): number =>
    checkLint(
      { setup: [], statements: all, postgres: 16, assumed: { lockTimeout: true, statementTimeout: true } },
      { rules: [notValidLeftBehind], isReported: () => true, isAskedFor: () => true },
    ).length;
  expect(found(run)).toBe(0);
  expect(found(run.filter(({ revision }) => revision !== "b2"))).toBe(1);
});

it("does not take the VALIDATE of another table or constraint for it", () => {
  for (const other of [VALIDATE.replace("orders", "archive.orders"), VALIDATE.replace("ck", "ck_2")])
    expect(saidOfSql("MS221", { sql: `${ADD}; ${other}`, autocommit: true })).toHaveLength(1);
});
