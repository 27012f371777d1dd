import {
  checkLint,
  CODE_REGISTRY,
  type Config,
  createRedactor,
  createReport,
  MigrunError,
  type Report,
  severitiesFor,
  type TargetReport,
} from "@migrun/core";
import { rulesFor } from "../checks/lint.ts";
import { done } from "../checks/check-context.ts";
import { readBaselineFile } from "../run/baseline-file.ts";
import { BaselineOfRun } from "../run/baseline-of-run.ts";
import { type EndedCheck, RunJudge } from "../run/judge-target.ts";
import { prepareGround, type RunGround, settingsOf } from "../run/prepare-run.ts";
import type { RunIo } from "../run/run-request.ts";
import type { LintFilesRequest } from "./lint-files-request.ts";
import { loadSqlParser } from "./load-sql-parser.ts";
import { readSqlFiles, type SqlFile, statementsOf } from "./read-sql-files.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** What stands for SQL files in reports and in the configuration. */
const TARGET = "sql";

/** Judges SQL files with the rules on SQL. Throws a `MigrunError` (exit 2) where a file cannot be read. */
export async function lintFiles(request: LintFilesRequest, io: RunIo): Promise<Report> {
  const startedAt = new Date();
  const ground = await prepareGround(request);
  const { config } = ground;
  io.emit({ kind: "run-started", targets: [TARGET], jobs: 1 });
  io.emit({ kind: "target-started", target: TARGET });
  const started = monotonicMs();
  const postgres = settingsOf(config, TARGET).postgres ?? config.postgres;
  const { files, check } = await judgeFiles(request, ground, postgres);
  const ended: EndedCheck = { ...check, durationMs: Math.round(monotonicMs() - started) };
  const judge = await judgeOf(request, ground, startedAt);
  const report = targetReport(files, ended, judge);
  for (const one of report.checks) io.emit({ kind: "check-ended", target: TARGET, check: one });
  io.emit({ kind: "target-ended", target: TARGET, report });
  io.emit({ kind: "run-ended" });
  return createReport({
    command: "lint",
    targets: [report],
    problems: judge.problems([]),
    versions: {
      migrun: request.migrun ?? "0.0.0",
      node: process.versions.node,
      python: null,
      alembic: null,
      sqlalchemy: null,
      postgres: String(postgres),
    },
    base: { ref: null, commit: null },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    strict: config.strict,
  });
}

async function judgeFiles(request: LintFilesRequest, { config, show }: RunGround, postgres: number) {
  const parser = await loadSqlParser();
  const setup = await readSqlFiles(request.setup, { parser, request, show });
  refuseBrokenSetup(setup);
  const files = await readSqlFiles(request.files, { parser, request, show });
  const statements = statementsOf(files, request);
  const severities = severitiesFor(config, TARGET, CODE_REGISTRY);
  const drafts = checkLint(
    {
      setup: statementsOf(setup, request),
      statements,
      postgres,
      assumed: { lockTimeout: isTimeoutAssumed(config), statementTimeout: false },
    },
    { ...rulesFor({ allRules: request.flags.allRules, severities }), isReported: () => true },
  );
  const leftOut = files.flatMap((file) => file.leftOut.map((one) => ({ file: file.shown, ...one })));
  const data = { files: files.length, statements: statements.length, leftOut };
  return { files, check: { id: "lint" as const, outcome: done(drafts, data) } };
}

function isTimeoutAssumed(config: Config): boolean {
  return settingsOf(config, TARGET).assumeLockTimeout ?? config.assumeLockTimeout;
}

/** What was there before has to be known: a statement that is not understood would make every answer a guess. */
function refuseBrokenSetup(files: readonly SqlFile[]): void {
  const details = files.flatMap(({ shown, statements }) =>
    statements.flatMap(({ parsed, lineInText }) =>
      parsed.kind === "error" ? [`${shown}:${lineInText + 1} ${parsed.message}`] : [],
    ),
  );
  if (details.length === 0) return;
  throw new MigrunError("What --setup names is not PostgreSQL's SQL.", {
    code: "MIGRUN_SQL_FILE",
    exitCode: 2,
    details,
    hint: "Mend it, or leave the statement out.",
  });
}

async function judgeOf(request: LintFilesRequest, ground: RunGround, startedAt: Date): Promise<RunJudge> {
  const file = await readBaselineFile(ground);
  const run = { ...request, command: "lint" as const, checks: ["lint" as const], names: [TARGET] };
  const { book } = new BaselineOfRun(file, { request: run, ground, redact: createRedactor([]) });
  return new RunJudge(ground.config, {
    today: startedAt.toISOString().slice(0, 10),
    complete: false,
    show: ground.show,
    baseline: book,
    allChecks: false,
  });
}

function targetReport(files: readonly SqlFile[], check: EndedCheck, judge: RunJudge): TargetReport {
  const findings = judge.findings({
    name: TARGET,
    checks: [check],
    drafts: [],
    files: [],
    isJudged: () => false,
    released: new Set(),
  });
  const checks = [judge.check(check, findings)];
  return {
    name: TARGET,
    config: files.map(({ shown }) => shown).join(", "),
    section: TARGET,
    scriptLocation: "",
    status: judge.target(checks, findings),
    durationMs: check.durationMs,
    revisions: 0,
    newRevisions: 0,
    heads: [],
    bases: [],
    isolation: { layers: [], redirected: [] },
    checks,
    findings,
  };
}
