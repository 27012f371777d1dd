import type { Effect, EffectKind } from "./effects/effect.ts";
import { translate } from "./effects/translate.ts";
import type { Context } from "./effects/context.ts";
import { applyEffect } from "./schema/apply-effect.ts";
import { SchemaState } from "./schema/schema-state.ts";
import { SessionSettings } from "./settings.ts";
import type { AssumedTimeouts, Timeout } from "./settings.ts";
import type { LintStatement } from "./statement.ts";
import { asWritten } from "./as-written.ts";
import { asMeasured } from "../trace/as-measured.ts";

/** What is judged: the statements of one target, in the order in which they ran. */
export interface LintInput {
  /** Ran and committed before: they are only what is known of the database. */
  readonly setup: readonly LintStatement[];
  readonly statements: readonly LintStatement[];
  /** Major of the server. */
  readonly postgres: number;
  readonly assumed: AssumedTimeouts;
  /** Alembic's own tables, as keys; default: `public.alembic_version`. */
  readonly versionTables?: ReadonlySet<string>;
}

/** A statement with what it does. */
export interface JudgedStatement {
  readonly statement: LintStatement;
  readonly effects: readonly Effect[];
  /** It is in a transaction with others, or alone in autocommit. */
  readonly inTransaction: boolean;
  /** A wait for a lock ends by itself. */
  readonly lockTimeout: boolean;
  /** The statement ends by itself. */
  readonly statementTimeout: boolean;
  /** Timeouts that somebody set on purpose, with their values: what they interrupt leaves something behind. */
  readonly timeouts: readonly (readonly [name: Timeout, value: string])[];
}

/** Statements that commit together. */
export interface JudgedTransaction {
  readonly statements: readonly JudgedStatement[];
}

/** What rules on single statements may look at besides the statement: everything as it was before it. */
export type Before = Context;

/** Called before the state follows a statement. */
export type Visit = (judged: JudgedStatement, before: Before) => void;

const DEFAULT_VERSION_TABLES: ReadonlySet<string> = new Set(["public.alembic_version"]);

/** Everything that a lint run knows at its end. */
export interface LintRun {
  readonly transactions: readonly JudgedTransaction[];
  /** The database after the last statement of the way up. */
  readonly after: Before;
}

/** Follows the statements one by one: what each does, and what the database is like before it. */
export function followStatements(input: LintInput, visit: Visit): LintRun {
  const state = new SchemaState();
  const settings = new SessionSettings(input.assumed);
  const context: Context = {
    state,
    settings,
    postgres: input.postgres,
    versionTables: input.versionTables ?? DEFAULT_VERSION_TABLES,
  };
  for (const statement of input.setup) follow(context, effectsOf(context, statement), true);
  startUnit(context);
  const transactions: JudgedStatement[][] = [];
  let previous: LintStatement | null = null;
  let endedByHand = false;
  let top: Before | null = null;
  for (const statement of input.statements) {
    if (statement.direction === "downgrade") top ??= { ...context, state: state.copy() };
    if (previous === null || endedByHand || !isSameUnit(previous, statement)) {
      transactions.push([]);
      startUnit(context);
    }
    const effects = effectsOf(context, statement);
    const judged = judge(context, statement, effects);
    visit(judged, context);
    transactions.at(-1)?.push(judged);
    follow(context, effects, judged.inTransaction);
    endedByHand = effects.some((effect) => effect.kind === "transaction-control" && ENDS.has(effect.verb));
    previous = statement;
  }
  return { transactions: transactions.map((statements) => ({ statements })), after: top ?? context };
}

const ENDS: ReadonlySet<string> = new Set(["commit", "rollback"]);

/**
 * One transaction of one revision. Where all revisions share a transaction, each is judged alone: a database may be
 * at any of them when the rest is deployed.
 */
function isSameUnit(a: LintStatement, b: LintStatement): boolean {
  return (
    a.transaction !== null &&
    a.transaction === b.transaction &&
    a.revision === b.revision &&
    a.direction === b.direction
  );
}

function startUnit({ state, settings }: Context): void {
  state.unit += 1;
  settings.endTransaction();
  followSearchPath({ state, settings });
}

function effectsOf(context: Context, { parsed, bookkeeping, trace, sql }: LintStatement): readonly Effect[] {
  return parsed.kind === "error" || bookkeeping
    ? []
    : asMeasured(asWritten(translate(context, parsed.node), sql), trace);
}

function judge(context: Context, statement: LintStatement, effects: readonly Effect[]): JudgedStatement {
  const { settings } = context;
  // An isolated database has none of what a deploy sets: there, only what env.py or the revision set is measured.
  const measured = statement.trace?.lockTimeoutMs ?? 0;
  return {
    statement,
    effects,
    inTransaction: statement.transaction !== null,
    lockTimeout: measured > 0 || settings.isLimited("lock_timeout"),
    statementTimeout: settings.isLimited("statement_timeout"),
    timeouts: timeoutsOf(settings, measured ?? 0),
  };
}

/** Where no statement has set `lock_timeout`, the URL or the role may have: then it was measured. */
function timeoutsOf(settings: SessionSettings, measured: number): JudgedStatement["timeouts"] {
  const names: readonly Timeout[] = ["lock_timeout", "statement_timeout"];
  const set = names.flatMap((name) =>
    settings.isSet(name) ? [[name, settings.get(name) ?? ""] as const] : [],
  );
  const isKnown = settings.get("lock_timeout") !== null;
  return measured > 0 && !isKnown ? [["lock_timeout", `${measured}ms`], ...set] : set;
}

function follow(context: Context, effects: readonly Effect[], inTransaction: boolean): void {
  for (const effect of effects) {
    if (effect.kind === "set") {
      context.settings.apply(effect, inTransaction);
      if (effect.name === "search_path" || effect.name === "all") followSearchPath(context);
    } else applyEffect(context.state, effect);
  }
}

function followSearchPath({ state, settings }: Pick<Context, "state" | "settings">): void {
  const path = settings.list("search_path");
  if (path === null) return state.resetSearchPath();
  // `set_config('search_path', 'a, b', …)` gives one text.
  const names = path.flatMap((value) => value.split(",")).map((name) => name.trim().replaceAll('"', ""));
  state.searchPath = names.filter((name) => name !== "$user" && name !== "");
}

/** The effects of one kind. */
export function effectsOfKind<Kind extends EffectKind>(
  { effects }: Pick<JudgedStatement, "effects">,
  ...kinds: readonly Kind[]
): readonly Effect<Kind>[] {
  const wanted: readonly EffectKind[] = kinds;
  return effects.filter(({ kind }) => wanted.includes(kind)) as unknown as readonly Effect<Kind>[];
}
