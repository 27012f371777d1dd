import type { FindingDraft, Severity } from "../findings/finding.ts";
import type { JudgedRevision, SqlRule, SqlRuleFinding } from "../rules/define-sql-rule.ts";
import { followStatements } from "./lint-run.ts";
import type { JudgedStatement, JudgedTransaction, LintInput, LintRun } from "./lint-run.ts";
import { objectOf } from "./object-of.ts";

/** How a lint run judges. */
export interface LintOptions {
  readonly rules: readonly SqlRule[];
  /** Is the revision to be reported, or does it only count as what went before? */
  readonly isReported: (revision: string | null) => boolean;
  /** Is a rule that is off by default asked for? */
  readonly isAskedFor: (rule: SqlRule) => boolean;
}

interface Found {
  readonly rule: SqlRule;
  readonly at: JudgedStatement | null;
  readonly finding: SqlRuleFinding;
}

/** The check `lint`: every rule on the statements of one target, in the order in which they ran. */
export function checkLint(input: LintInput, options: LintOptions): FindingDraft[] {
  const rules = options.rules.filter((rule) => rule.optIn !== true || options.isAskedFor(rule));
  const found: Found[] = [];
  const statementRules = rules.filter((rule) => rule.judges === "statement");
  const run = followStatements(input, (judged, before) => {
    for (const rule of statementRules) {
      for (const finding of rule.check(judged, before))
        found.push({ rule, at: finding.at ?? judged, finding });
    }
  });
  const revisions = revisionsOf(run);
  for (const rule of rules) {
    for (const finding of wider(rule, run, revisions)) found.push({ rule, at: finding.at ?? null, finding });
  }
  return found
    .filter(({ at }) => at === null || options.isReported(at.statement.revision))
    .filter((one) => !isSaidBetter(one, found) && !isSaidOfWayUp(one, found))
    .flatMap(draftOf);
}

/** Does a rule that knows the cause say it of the same operation already? One text may hold several statements. */
function isSaidBetter({ rule, at }: Found, found: readonly Found[]): boolean {
  const { yieldsTo = [] } = rule;
  return (
    yieldsTo.length > 0 &&
    found.some((other) => yieldsTo.includes(other.rule.code) && isSameOperation(other.at, at))
  );
}

function isSaidOfWayUp({ rule, at }: Found, found: readonly Found[]): boolean {
  if (rule.once !== true || at === null || at.statement.direction !== "downgrade") return false;
  const { revision } = at.statement;
  return found.some(
    (other) =>
      other.rule === rule &&
      other.at?.statement.revision === revision &&
      other.at.statement.direction === "upgrade",
  );
}

function isSameOperation(a: JudgedStatement | null, b: JudgedStatement | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  const [one, other] = [a.statement, b.statement];
  return (
    one.line !== null &&
    one.line === other.line &&
    one.file === other.file &&
    one.direction === other.direction
  );
}

function wider(rule: SqlRule, run: LintRun, revisions: readonly JudgedRevision[]): readonly SqlRuleFinding[] {
  if (rule.judges === "transaction")
    return run.transactions.flatMap((transaction) => rule.check(transaction, run.after));
  if (rule.judges === "revision") return revisions.flatMap((revision) => rule.check(revision, run.after));
  return rule.judges === "run" ? rule.check(run) : [];
}

/** The transactions of each revision and direction, in the order in which they ran. */
function revisionsOf(run: LintRun): readonly JudgedRevision[] {
  const revisions: { key: string; transactions: JudgedTransaction[] }[] = [];
  for (const transaction of run.transactions) {
    const first = transaction.statements[0]?.statement;
    if (first === undefined) continue;
    // A SQL file is a revision too.
    const key = JSON.stringify([first.revision ?? first.file, first.direction]);
    const last = revisions.at(-1);
    if (last?.key === key) last.transactions.push(transaction);
    else revisions.push({ key, transactions: [transaction] });
  }
  return revisions.flatMap(({ transactions }) => {
    const statements = transactions.flatMap((each) => each.statements);
    const first = statements[0]?.statement;
    if (first === undefined) return [];
    return [{ revision: first.revision, direction: first.direction, transactions, statements }];
  });
}

/** On the way down an error is MR507, one severity lower; the rest would only repeat what the way up is told. */
function draftOf({ rule, at, finding }: Found): readonly FindingDraft[] {
  const severity: Severity = finding.severity ?? rule.severity;
  const isDown = at?.statement.direction === "downgrade";
  if (isDown && severity !== "error") return [];
  const { file = null, line = null, via = null, revision = null } = at?.statement ?? {};
  const where = via === null ? [] : [`The operation is called in ${via}.`];
  return [
    {
      code: isDown ? "MR507" : rule.code,
      check: "lint",
      ...(isDown || finding.severity === undefined ? {} : { severity }),
      message: isDown ? `On the way down: ${finding.message} (${rule.code})` : finding.message,
      hint: [
        [finding.fix ?? rule.docs.fix, ...where].join(" "),
        ...withImport(finding.recipe).map((text) => `    ${text}`),
      ].join("\n"),
      object: finding.object ?? (finding.effect === null ? null : objectOf(finding.effect)),
      revision,
      file,
      line,
    },
  ];
}

/** Alembic's template imports `op` and `sa`, and no types of Postgres. */
function withImport(recipe: readonly string[]): readonly string[] {
  const isNeeded = recipe.some((text) => /\bpostgresql\.[A-Z]/.test(text));
  return isNeeded ? ["from sqlalchemy.dialects import postgresql", ...recipe] : recipe;
}
