import { checkLint } from "../../packages/core/src/lint/check-lint.ts";
import { followStatements, type JudgedStatement } from "../../packages/core/src/lint/lint-run.ts";
import { SQL_RULES } from "../../packages/core/src/rules/sql-rules.ts";
import type { WorldHistory } from "./read-world.ts";
import type { SquawkFinding } from "./run-squawk.ts";
import { SAME_MATTER } from "./same-matter.ts";

/** Said once of a revision or transaction, wherever in it: the other tool may point to another statement. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(["MS270", "MS271", "MS276", "MS278"]);

/** A finding of squawk, a rule counted once per statement. */
export interface WorldSaid {
  readonly part: string;
  readonly rule: string;
  readonly at: JudgedStatement;
  /** Migrun says it too. */
  readonly both: boolean;
}

/** A finding of migrun, a code counted once per statement. */
export interface WorldOwn {
  readonly part: string;
  readonly code: string;
  readonly sql: string;
  /** Squawk says it too. */
  readonly both: boolean;
}

/** What both tools say of the revisions of a history. */
export interface WorldJudged {
  readonly said: readonly WorldSaid[];
  readonly own: readonly WorldOwn[];
  /** Every statement, with the name of its part. */
  readonly statements: readonly (readonly [part: string, at: JudgedStatement])[];
}

/** Every rule of migrun is on, and nobody sets timeouts: squawk is told neither. */
export function judgeHistory(
  { parts, postgres }: WorldHistory,
  squawk: ReadonlyMap<string, readonly SquawkFinding[]>,
): WorldJudged {
  const statements = parts.flatMap((part) => part.statements);
  const input = {
    setup: [],
    statements,
    postgres,
    assumed: { lockTimeout: false, statementTimeout: false },
  };
  const judged = new Map<number | null, JudgedStatement>();
  followStatements(input, (one) => judged.set(one.statement.line, one));
  const found = checkLint(input, { rules: SQL_RULES, isReported: () => true, isAskedFor: () => true });
  const codesAt = new Map<number | null, { readonly code: string }[]>();
  for (const { line = null, code } of found) codesAt.set(line, [...(codesAt.get(line) ?? []), { code }]);
  const said: WorldSaid[] = [];
  const own: WorldOwn[] = [];
  for (const part of parts) {
    const codesOf = (line: number | null): ReadonlySet<string> =>
      new Set((codesAt.get(line) ?? []).map(({ code }) => code));
    const wide = statements
      .filter(({ revision }) => revision === part.revision)
      .flatMap(({ line }) => [...codesOf(line)])
      .filter((code) => OF_THE_WHOLE.has(code));
    const findings = squawk.get(part.name) ?? [];
    for (const [at, { line, sql }] of part.statements.entries()) {
      const codes = codesOf(line);
      const rules = new Set(findings.filter(({ statement }) => statement === at).map(({ rule }) => rule));
      const one = judged.get(line);
      if (one === undefined) continue;
      for (const rule of rules) {
        const same = SAME_MATTER[rule] ?? [];
        const both = same.some((code) => codes.has(code) || wide.includes(code));
        said.push({ part: part.name, rule, at: one, both });
      }
      for (const code of codes) {
        const heard = OF_THE_WHOLE.has(code) ? new Set(findings.map(({ rule }) => rule)) : rules;
        const both = [...heard].some((rule) => SAME_MATTER[rule]?.includes(code) === true);
        own.push({ part: part.name, code, sql, both });
      }
    }
  }
  return {
    said,
    own,
    statements: parts.flatMap(({ name, statements: all }) =>
      all.flatMap(({ line }) => {
        const one = judged.get(line);
        return one === undefined ? [] : [[name, one] as const];
      }),
    ),
  };
}
