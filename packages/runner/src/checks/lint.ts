import { readFile } from "node:fs/promises";
import {
  checkLint,
  CODE_REGISTRY,
  type FindingDraft,
  type LintStatement,
  type LockRow,
  lockTable,
  readSql,
  type Severity,
  SQL_RULES,
  type SqlParser,
  type SqlRule,
} from "@migrun/core";
import type { EngineRun, MigrateResult, RecordedStatement } from "../bridge/protocol.ts";
import { loadSqlParser } from "../sql/load-sql-parser.ts";
import { readText, statementsOf } from "../sql/read-sql-files.ts";
import { type CheckContext, type CheckOutcome, skipped } from "./check-context.ts";

/** What the configuration and flags say of the rules on SQL. */
export interface LintSettings {
  /** Configured severities by code. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** Rules that are off by default too. */
  readonly allRules: boolean;
  /** Somebody sets `lock_timeout` where the revisions are deployed, whatever the target says. */
  readonly assumeLockTimeout: boolean;
}

/** What the requests of a target recorded. */
export interface Recorded {
  /** In the order of the requests; those that recorded nothing are left out. */
  readonly heard: readonly Pick<MigrateResult, "runs" | "statements">[];
  /** Did the upgrade reach the heads? */
  readonly isWhole: boolean;
  readonly settings: LintSettings;
}

/** The rules that are to judge: those that are off are not even asked. */
export function rulesFor({ severities, allRules }: Pick<LintSettings, "severities" | "allRules">): {
  readonly rules: readonly SqlRule[];
  readonly isAskedFor: (rule: SqlRule) => boolean;
} {
  return {
    rules: SQL_RULES.filter(({ code }) => severities[code] !== "off"),
    isAskedFor: ({ code }) => allRules || severities[code] !== undefined,
  };
}

/**
 * The statements that the revisions really sent, up and, where the round trip recorded it, down. All revisions are
 * followed, so that it is known what was there before; judged are the new ones. Where the upgrade failed, what ran until
 * then is judged all the same: often it says why.
 */
export async function checkStatements(context: CheckContext, recorded: Recorded): Promise<CheckOutcome> {
  // The last: what was begun again is told from its new beginning.
  const up =
    recorded.heard.findLast(({ statements }) =>
      statements.some(({ direction }) => direction === "upgrade"),
    ) ?? recorded.heard.find(({ statements }) => statements.some(isUp));
  // The last way down is the one that went as far as it can.
  const down = recorded.heard.findLast(({ statements }) => statements.some(isDown));
  const runs = [up, down].flatMap((one) => one?.runs ?? []);
  const databases = databasesOf(runs);
  if (runs.length > 0 && databases.size === 0)
    return skipped(`lint knows PostgreSQL alone, and this is ${dialectOf(runs)}`);
  if (!recorded.isWhole && up === undefined) return skipped("the upgrade did not reach the heads");
  const parser = await loadSqlParser();
  const setup = await bootstrapStatements(context, parser);
  const drafts = [...databases].flatMap(([database, versionTables]) => {
    const statements = [...(up?.statements.filter(isUp) ?? []), ...(down?.statements ?? [])]
      .filter((one) => one.database === database && !one.bookkeeping)
      .flatMap((one) => lintStatements(withoutOwn(one, versionTables), { parser, context }));
    return checkLint(
      {
        setup,
        statements,
        postgres: majorOf(context),
        assumed: assumedOf(context, recorded),
        versionTables,
      },
      {
        ...rulesFor(recorded.settings),
        isReported: (revision) => revision !== null && context.isJudged(revision),
      },
    );
  });
  const found = distinct(drafts);
  if (!recorded.isWhole && !found.some((one) => matters(one, recorded)))
    return skipped("the upgrade did not reach the heads");
  return {
    kind: "done",
    drafts: found,
    data: { ...factsOf(runs, context), locks: locksOf(up?.statements ?? [], context) },
    ...(recorded.isWhole ? {} : { isPartial: true as const }),
  };
}

/** What the bootstrap files make is known before the first revision; a file that cannot be read tells nothing here. */
async function bootstrapStatements(
  { settings, show }: CheckContext,
  parser: SqlParser,
): Promise<readonly LintStatement[]> {
  const files = await Promise.all(
    settings.bootstrap.map(async (file) => ({
      shown: show(file),
      ...readText(parser, await readFile(file, "utf8").catch(() => "")),
    })),
  );
  return statementsOf(files, { autocommit: false });
}

function isUp({ direction }: RecordedStatement): boolean {
  return direction !== "downgrade";
}

function isDown({ direction }: RecordedStatement): boolean {
  return direction === "downgrade";
}

/** The Postgres databases that were migrated, each with Alembic's own tables in it. */
function databasesOf(runs: readonly EngineRun[]): ReadonlyMap<string, ReadonlySet<string>> {
  const databases = new Map<string, Set<string>>();
  for (const { dialect, database, versionTable, versionTableSchema } of runs) {
    if (dialect !== "postgresql" || database === null) continue;
    const tables = databases.get(database) ?? new Set();
    databases.set(database, tables.add(`${versionTableSchema ?? "public"}.${versionTable}`));
  }
  return databases;
}

function dialectOf([run]: readonly EngineRun[]): string {
  return run?.dialect === "sqlite" ? "SQLite" : (run?.dialect ?? "another");
}

function majorOf({ databases }: CheckContext): number {
  return Number.parseInt(databases.server?.version ?? "", 10);
}

/** `migrun upgrade` sets `lock_timeout` by itself, so a target that it deploys needs none in its revisions. */
function assumedOf({ settings }: CheckContext, { settings: lint }: Recorded) {
  const isDeployed = settings.url !== null || settings.migrateUrl !== null;
  const lockTimeout = settings.assumeLockTimeout ?? (lint.assumeLockTimeout || isDeployed);
  return { lockTimeout, statementTimeout: false };
}

/** What Alembic's own tables went through is nobody's sin: it makes them between two statements of a revision. */
function withoutOwn(recorded: RecordedStatement, own: ReadonlySet<string>): RecordedStatement {
  const { trace } = recorded;
  if (trace === null) return recorded;
  const isOther = (table: string): boolean => !own.has(table);
  const notNull = trace.notNull.filter((column) => isOther(column.slice(0, column.lastIndexOf("."))));
  const constraints = trace.constraints.filter(({ table }) => isOther(table));
  const indexes = trace.indexes.filter(({ table }) => isOther(table));
  const scans = trace.scans.filter(isOther);
  return { ...recorded, trace: { ...trace, notNull, constraints, indexes, scans } };
}

/** Parameters that a driver puts in on the way; where many rows are sent at once, they are recorded as they stand. */
const PLACEHOLDERS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|%\([^)]*\)s|%s/gu;

/** A recorded text may hold several statements. */
function lintStatements(
  recorded: RecordedStatement,
  { parser, context }: { readonly parser: SqlParser; readonly context: CheckContext },
): readonly LintStatement[] {
  const { revision, via, bookkeeping, transaction, trace } = recorded;
  const direction = recorded.direction ?? "upgrade";
  const place =
    recorded.file === null && revision !== null
      ? context.history.placeOf(revision, direction)
      : { file: recorded.file, line: recorded.line };
  const file = place?.file == null ? null : context.show(place.file);
  const asWritten = readSql(parser, recorded.sql);
  const read = asWritten.some(({ parsed }) => parsed.kind === "error")
    ? readSql(
        parser,
        recorded.sql.replace(PLACEHOLDERS, (text) => (text.startsWith("%") ? "NULL" : text)),
      )
    : asWritten;
  return read.map(({ sql, parsed, longNames }, at) => ({
    sql,
    parsed,
    longNames,
    revision,
    direction,
    file,
    line: place?.line ?? null,
    via: via === null ? null : `${context.show(via.file)}:${via.line}`,
    transaction,
    bookkeeping,
    // What was measured is known of the text as a whole.
    trace: at === read.length - 1 ? trace : null,
  }));
}

/** Is it more than a notice? Those of a history that did not get to its end would only make an unfinished check green. */
function matters({ code, severity }: FindingDraft, { settings }: Recorded): boolean {
  return (settings.severities[code] ?? severity ?? CODE_REGISTRY[code]?.severity) !== "notice";
}

/** Several databases with the same revisions say the same. */
function distinct(drafts: readonly FindingDraft[]): readonly FindingDraft[] {
  const found = new Map<string, FindingDraft>();
  for (const draft of drafts) {
    const { code, revision, file, line, object, message } = draft;
    found.set(JSON.stringify([code, revision, file, line, object, message]), draft);
  }
  return [...found.values()];
}

/** The table of the report: the strongest lock of each new revision on each table that existed before. */
function locksOf(
  statements: readonly RecordedStatement[],
  { isJudged, show }: CheckContext,
): readonly LockRow[] {
  const judged = statements.filter(({ revision }) => revision !== null && isJudged(revision));
  return lockTable(judged.map((one) => ({ ...one, file: one.file === null ? null : show(one.file) })));
}

function factsOf(runs: readonly EngineRun[], { isJudged }: CheckContext): Readonly<Record<string, unknown>> {
  const revisions = new Set(runs.flatMap((run) => run.revisions));
  const judged = [...revisions].filter(isJudged).length;
  return { judged, released: revisions.size - judged };
}
