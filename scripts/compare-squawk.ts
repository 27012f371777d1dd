/** `pnpm compare:squawk`: writes docs/squawk.md, squawk and migrun side by side on every vector. npx fetches squawk. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { checkLint } from "../packages/core/src/lint/check-lint.ts";
import { statements } from "../packages/core/src/lint/parser.test-data.ts";
import { SQL_RULES } from "../packages/core/src/rules/sql-rules.ts";
import vectorsOfSql from "../packages/core/src/rules/sql-vectors.json" with { type: "json" };
import { renderComparison } from "./squawk/compare.ts";
import { runSquawk, SQUAWK_VERSION } from "./squawk/run-squawk.ts";

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

const vectors = vectorsOfSql as unknown as readonly Vector[];
const squawk = await runSquawk(
  vectors.map(({ id, sql, autocommit, pg, assume }) => ({
    name: id,
    inTransaction: !autocommit,
    postgres: pg,
    statements: [
      ...(assume?.lock_timeout === false ? [] : ["SET lock_timeout = '3s'"]),
      ...(assume?.statement_timeout === false ? [] : ["SET statement_timeout = '10min'"]),
      ...sql,
    ],
  })),
);

const compared = vectors.map((vector) => ({
  id: vector.id,
  fires: vector.fires,
  not: vector.not,
  migrun: new Set(judge(vector)),
  squawk: new Set((squawk.get(vector.id) ?? []).map(({ rule }) => rule)),
}));
const built = new Set(SQL_RULES.map(({ code }) => code as string));
const page = fileURLToPath(new URL("../docs/squawk.md", import.meta.url));
await writeFile(page, renderComparison(compared, { built, version: SQUAWK_VERSION }));

function judge({ sql, setup = [], autocommit, pg, assume }: Vector): readonly string[] {
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
  return found.map(({ code }) => code);
}
