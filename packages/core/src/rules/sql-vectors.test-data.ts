import { checkLint } from "../lint/check-lint.ts";
import { statements } from "../lint/parser.test-data.ts";
import { SQL_RULES } from "./sql-rules.ts";
import vectors from "./sql-vectors.json" with { type: "json" };

/** SQL with what must be found in it and what must not; `setup` is all that is known of the database. */
export interface SqlVector {
  readonly id: string;
  readonly sql: readonly string[];
  readonly setup?: readonly string[];
  readonly autocommit: boolean;
  readonly pg: number;
  readonly assume?: { readonly lock_timeout?: boolean; readonly statement_timeout?: boolean };
  readonly fires: readonly string[];
  readonly not: readonly string[];
}

/** Every vector of the catalogue. */
export const SQL_VECTORS = vectors as unknown as readonly SqlVector[];

/** The codes that all rules, opt-in ones too, find in a vector. */
export function judgeVector({ sql, setup = [], autocommit, pg, assume }: SqlVector): ReadonlySet<string> {
  const found = checkLint(
    {
      setup: statements(setup),
      statements: statements(sql, { autocommit }),
      postgres: pg,
      assumed: {
        lockTimeout: assume?.lock_timeout ?? true,
        statementTimeout: assume?.statement_timeout ?? true,
      },
    },
    { rules: SQL_RULES, isReported: () => true, isAskedFor: () => true },
  );
  return new Set(found.map(({ code }) => code));
}
