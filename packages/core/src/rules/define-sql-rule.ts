import type { Severity } from "../findings/finding.ts";
import type { Effect } from "../lint/effects/effect.ts";
import type { Before, JudgedStatement, JudgedTransaction, LintRun } from "../lint/lint-run.ts";
import type { StatementTrace } from "../trace/statement-trace.ts";
import type { RuleDocs } from "./define-rule.ts";

/** What a rule on SQL says. Place, revision and object are taken from the statement and the effect. */
export interface SqlRuleFinding {
  /** The statement that is at fault; rules on single statements may leave it out. */
  readonly at?: JudgedStatement;
  /** What of the statement is at fault; null: all of it. */
  readonly effect: Effect | null;
  /** What is at fault, where no effect tells: `table:public.orders`. */
  readonly object?: string;
  /** What happens to what, which lock is taken, and what waits for it. */
  readonly message: string;
  /** Only where it is another than the rule's. */
  readonly fix?: string;
  /** The safe way in Alembic for this very table and column: lines of Python. */
  readonly recipe: readonly string[];
  /** Only where it differs from the rule's. */
  readonly severity?: Severity;
}

/** SQL that a rule is shown on. A text alone is one transaction on a database of which nothing is known. */
export type SqlExample =
  | string
  | {
      readonly sql: string;
      /** Committed before, in an earlier revision. */
      readonly setup?: string;
      /** Each statement is a transaction of its own. */
      readonly autocommit?: boolean;
      /** Behind it, in an autocommit block of the same revision. */
      readonly block?: string;
      /** Major of the server; default: 16. */
      readonly postgres?: number;
      /** Does somebody set `lock_timeout`? Default: true. */
      readonly lockTimeout?: boolean;
      /** As `lockTimeout`. */
      readonly statementTimeout?: boolean;
      /** What a server did for each statement, in order; what is left out is nothing. */
      readonly traces?: readonly Partial<StatementTrace>[];
    };

interface SqlRuleBase {
  /** Public, never reused: MS safety of SQL, MD data, MR reversibility, MT what was measured. */
  readonly code: `M${"S" | "D" | "R" | "T"}${number}`;
  /** Folder, key in the configuration, docs page and comment: one word. */
  readonly name: string;
  readonly severity: Severity;
  /** Off unless the configuration gives it a severity, or `--all-rules` asks for it. */
  readonly optIn?: true;
  /** Codes of rules that know the cause of what this one only sees: where one of them speaks of the statement, it is silent. */
  readonly yieldsTo?: readonly string[];
  /** What it asks for holds for a revision as a whole: said of the way up, it is not said again of the way down. */
  readonly once?: true;
  readonly docs: RuleDocs;
  /** Each of `bad` fires the rule, none of `good` does; a test proves it. */
  readonly examples: { readonly bad: readonly SqlExample[]; readonly good: readonly SqlExample[] };
}

/** A rule on one statement, with the database as it was before it. */
export interface StatementRule extends SqlRuleBase {
  readonly judges: "statement";
  readonly check: (statement: JudgedStatement, before: Before) => readonly SqlRuleFinding[];
}

/** A rule on the statements of one transaction of one revision. */
export interface TransactionRule extends SqlRuleBase {
  readonly judges: "transaction";
  readonly check: (transaction: JudgedTransaction, after: Before) => readonly SqlRuleFinding[];
}

/** All that one revision does in one direction; a SQL file is one revision too. */
export interface JudgedRevision {
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade";
  readonly transactions: readonly JudgedTransaction[];
  readonly statements: readonly JudgedStatement[];
}

/** A rule on one revision as a whole. */
export interface RevisionRule extends SqlRuleBase {
  readonly judges: "revision";
  readonly check: (revision: JudgedRevision, after: Before) => readonly SqlRuleFinding[];
}

/** A rule on all revisions of the run: one that asks what a later revision does. `run.after` is the database at the end. */
export interface RunRule extends SqlRuleBase {
  readonly judges: "run";
  readonly check: (run: LintRun) => readonly SqlRuleFinding[];
}

/** A rule on SQL. */
export type SqlRule = StatementRule | TransactionRule | RevisionRule | RunRule;

/** Declares a rule on SQL; the type keeps it whole. */
export function defineSqlRule<R extends SqlRule>(rule: R): R {
  return rule;
}
