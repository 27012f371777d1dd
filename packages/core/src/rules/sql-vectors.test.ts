import { expect, it } from "vitest";
import { checkLint } from "../lint/check-lint.ts";
import { statements } from "../lint/parser.test-data.ts";
import { SQL_RULES } from "./sql-rules.ts";
import vectors from "./sql-vectors.json" with { type: "json" };

/** SQL with what must be found in it and what must not; `setup` is all that is known of the database. */
interface Vector {
  readonly id: string;
  readonly sql: readonly string[];
  readonly setup?: readonly string[];
  readonly autocommit: boolean;
  readonly pg: number;
  readonly assume?: { readonly lock_timeout?: boolean; readonly statement_timeout?: boolean };
  readonly fires: readonly string[];
  readonly not: readonly string[];
}

const WRITTEN: ReadonlySet<string> = new Set(SQL_RULES.map(({ code }) => code));

it.each(vectors as unknown as Vector[])("$id", ({ sql, setup, autocommit, pg, assume, fires, not }) => {
  const found = checkLint(
    {
      setup: statements(setup ?? []),
      statements: statements(sql, { autocommit }),
      postgres: pg,
      assumed: {
        lockTimeout: assume?.lock_timeout ?? true,
        statementTimeout: assume?.statement_timeout ?? true,
      },
    },
    { rules: SQL_RULES, isReported: () => true, isAskedFor: () => true },
  );
  const codes = new Set(found.map(({ code }) => code));
  expect(
    fires.filter((code) => WRITTEN.has(code) && !codes.has(code)),
    "must fire",
  ).toEqual([]);
  expect(
    not.filter((code) => codes.has(code)),
    "must not fire",
  ).toEqual([]);
});
