import type { BaseComparison } from "../base/base-comparison.ts";
import type { FindingDraft, Severity } from "../findings/finding.ts";
import type { RevisionGraph } from "../graph/graph.ts";
import type { HistoryFile } from "../revision/history-file.ts";
import type { RevisionId } from "../revision/revision.ts";

/** What a rule may know of the target it judges. */
export interface RuleTarget {
  readonly name: string;
  /** Alembic's command line for this target, ready to be continued: `alembic -c services/users/alembic.ini -n users`. */
  readonly alembic: string;
  /** How many heads may stand side by side, or the branch labels that may. */
  readonly heads: number | readonly string[];
  /** `file_template` as configured; null: Alembic's default. */
  readonly fileTemplate: string | null;
  /** Characters that the version table holds. */
  readonly versionWidth: number;
  /** Absolute folder that shown paths are relative to. */
  readonly root: string;
  /** Absolute folder of env.py; null where there is none. */
  readonly scriptDirectory: string | null;
  /** Modules of the application that revisions may import, as configured. */
  readonly allowImports: readonly string[];
  /** The file of a module of the repository, by its dotted name; null where it is installed, or not there at all. */
  readonly moduleFile: (name: string) => string | null;
  /** Does the metadata name constraints by a convention? Asked where one has no name. */
  readonly hasNamingConvention: () => boolean;
}

/** What graph rules judge: the history of one target. */
export interface GraphRuleInput {
  readonly target: RuleTarget;
  readonly graph: RevisionGraph;
  readonly isNew: (id: RevisionId) => boolean;
  /** What has changed since the base; null where there is none. */
  readonly base: BaseComparison | null;
}

/** What file rules judge: one file of a version location. */
export interface FileRuleInput {
  readonly target: RuleTarget;
  readonly file: HistoryFile;
  /** Every file of the history, for what other revisions do. */
  readonly history: readonly HistoryFile[];
}

/** What a rule says to people who ask for it by `migrun explain`, in docs and in reports. */
export interface RuleDocs {
  /** What the rule found, one sentence. */
  readonly what: string;
  /** What it leads to. */
  readonly why: string;
  /** What to do, starting with a verb. */
  readonly fix: string;
}

/** Version folders as file names and texts, with the heads that are allowed. */
export interface RuleExample {
  readonly files: Readonly<Record<string, string>>;
  /** The version folder as it is at the base; without it there is no base. */
  readonly base?: Readonly<Record<string, string>>;
  readonly heads?: number | readonly string[];
  readonly fileTemplate?: string;
  /** Modules of the application, by their dotted names. */
  readonly modules?: readonly string[];
  readonly allowImports?: readonly string[];
  readonly namingConvention?: boolean;
}

interface RuleBase {
  /** `MG001`: public, never reused. */
  readonly code: `M${"G" | "F" | "R"}${number}`;
  /** Folder, key in the configuration, docs page and comment: one word. */
  readonly name: string;
  readonly severity: Severity;
  readonly docs: RuleDocs;
  /** Each of `bad` fires the rule, none of `good` does; a test proves it. */
  readonly examples: { readonly bad: readonly RuleExample[]; readonly good: readonly RuleExample[] };
}

/** A rule on the history as a whole. */
export interface GraphRule extends RuleBase {
  readonly judges: "graph";
  readonly check: (input: GraphRuleInput) => readonly RuleFinding[];
}

/** A rule on one file. */
export interface FileRule extends RuleBase {
  readonly judges: "file";
  readonly check: (input: FileRuleInput) => readonly RuleFinding[];
}

/** A rule of the registry. */
export type Rule = GraphRule | FileRule;

/** What a rule says; code and check are added for it. */
export type RuleFinding = Omit<FindingDraft, "code" | "check">;

/** Declares a rule; the type keeps it whole. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}
