import type { FindingDraft } from "../findings/finding.ts";
import { checkLint } from "../lint/check-lint.ts";
import { statements } from "../lint/parser.test-data.ts";
import type { StatementTrace } from "../trace/statement-trace.ts";
import type { SqlExample } from "./define-sql-rule.ts";
import { SQL_RULES } from "./sql-rules.ts";

/** Everything that the rules on SQL say of an example, opt-in rules included. */
export function judgeSql(example: SqlExample): FindingDraft[] {
  const whole = typeof example === "string" ? { sql: example } : example;
  const {
    sql,
    setup,
    autocommit = false,
    block,
    postgres = 16,
    lockTimeout = true,
    statementTimeout = true,
    traces = [],
  } = whole;
  return checkLint(
    {
      setup: setup === undefined ? [] : statements([setup]),
      statements: [
        ...statements([sql], { autocommit }),
        ...(block === undefined ? [] : statements([block], { autocommit: true })),
      ].map((one, at) => ({ ...one, trace: traceOf(traces[at]) })),
      postgres,
      assumed: { lockTimeout, statementTimeout },
    },
    { rules: SQL_RULES, isReported: () => true, isAskedFor: () => true },
  );
}

function traceOf(facts: Partial<StatementTrace> | undefined): StatementTrace | null {
  if (facts === undefined) return null;
  return {
    locks: {},
    weaker: {},
    rewrites: [],
    rebuilt: [],
    scans: [],
    indexes: [],
    invalid: [],
    constraints: [],
    notNull: [],
    lockTimeoutMs: 0,
    durationMs: 1,
    pausedMs: 0,
    watched: false,
    known: new Set(["public.orders", "public.users"]),
    ...facts,
  };
}

/** What one rule says, as `line: message` and hint. */
export function saidOfSql(code: string, example: SqlExample): string[] {
  return judgeSql(example)
    .filter((finding) => finding.code === code)
    .map(({ line, object, message, hint }) => `${line} ${object}: ${message}\n${hint}`);
}
