import { setMaxListeners } from "node:events";
import {
  CODE_REGISTRY,
  type Config,
  createRedactor,
  createReport,
  MigrunError,
  type Report,
  severitiesFor,
  type TargetReport,
  type Target,
} from "@migrun/core";
import type { LoadedHeader } from "../bridge/protocol.ts";
import { type CheckOutcome, DATABASE_CHECKS, done, INTERRUPTED, skipped } from "../checks/check-context.ts";
import { postponeOptimizer } from "../exec/optimizer.ts";
import { readBaselineFile } from "./baseline-file.ts";
import { BaselineOfRun } from "./baseline-of-run.ts";
import { findRunBase, type RunBase, startBaseSearch } from "./find-run-base.ts";
import { isLocated, leftToPython } from "./is-located.ts";
import { RunJudge } from "./judge-target.ts";
import { LazySession } from "./lazy-session.ts";
import { alembicCommand, prepareGround, prepareRun, settingsOf } from "./prepare-run.ts";
import { reasonOf } from "./reason-of.ts";
import { problemDrafts } from "./problem-drafts.ts";
import { redactEvent, redactReport, secretsOf } from "./redact-report.ts";
import { reportTarget } from "./report-target.ts";
import { runPlan } from "./run-plan.ts";
import type { RunIo, RunRequest } from "./run-request.ts";
import type { RunHooks, RunScene } from "./run-scene.ts";
import { FROM_BASE, refuseUnknownStart, type SqlRange, sqlRange } from "./sql-range.ts";
import { strangersOf } from "./strangers.ts";
import { SettingFileError } from "./setting-files.ts";
import type { TargetRunResult } from "./run-target.ts";
import { readTargetFiles, type TargetFiles, unreadFiles } from "./run-target-files.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/**
 * A whole run: configuration → targets → histories → checks → report. Throws a `MigrunError` only where
 * nothing can be run at all; what is wrong with one target is in the report, and the others go on.
 */
export async function runAll(request: RunRequest, outer: RunIo, hooks: RunHooks = {}): Promise<Report> {
  const startedAt = new Date();
  // Every target listens to it, and there may be thousands.
  setMaxListeners(0, outer.signal);
  const ground = await prepareGround(request);
  const baselineFile = await readBaselineFile(ground);
  // Messages of env.py may hold a password of a config that is read only later: every text is redacted late.
  let redact = createRedactor([]);
  const io: RunIo = { signal: outer.signal, emit: (event) => outer.emit(redactEvent(event, redact)) };
  const databaseChecks = new Set(request.checks.filter((id) => DATABASE_CHECKS.includes(id)));
  using _slow = databaseChecks.size === 0 ? postponeOptimizer() : null;
  await using session = new LazySession({ scene: request, ground, ...io });
  // Postgres and Python take longest to be there, so they begin before anything is known of the targets.
  if (databaseChecks.size > 0) (await session.get()).warmUp();
  const baseSearch = startBaseSearch(request, io.signal);
  const prepared = await prepareRun(request, ground, {
    names: request.names,
    variables: databaseChecks.size > 0,
  });
  const { targets, config, show } = prepared;
  redact = createRedactor(await secretsOf(prepared, request.env));
  if (prepared.strayFiles.length > 0) io.emit({ kind: "run-note", message: strayNote(prepared.strayFiles) });
  io.emit({ kind: "run-started", targets: targets.map((target) => target.name), jobs: session.jobs });
  if (databaseChecks.size > 0) {
    const opened = await session.get();
    await opened.isolate(targets);
    opened.warm(targets);
  }
  const base = await findRunBase(baseSearch, targets);
  const today = startedAt.toISOString().slice(0, 10);
  const baseline = new BaselineOfRun(baselineFile, { request, ground, redact });
  const { book, allChecks } = baseline;
  const complete = isComplete(request, config, base, allChecks);
  const judge = new RunJudge(config, { today, complete, show, baseline: book, allChecks });
  const scene: RunScene = { request, io, prepared, session, base, judge, databaseChecks, hooks };
  const runs = await runTargets(scene);
  const closed = baseline.close(prepared, io.signal);
  hooks.onBaseline?.(closed.write);
  const problems = judge.problems([...problemDrafts(prepared, base), ...closed.drafts]);
  io.emit({ kind: "run-ended" });
  const report = createReport({
    command: request.command,
    targets: runs.map((run) => run.report),
    problems,
    versions: await versionsOf(
      request,
      session,
      runs.map((run) => run.postgres),
    ),
    base: { ref: base.ref, commit: base.commit },
    baseline: closed.report,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    strict: config.strict,
  });
  return redactReport(report, redact);
}

function strayNote(files: readonly string[]): string {
  const [first = ""] = files;
  const others = files.length === 1 ? "" : ` and ${files.length - 1} more`;
  return `no target has anything to do with ${first}${others}`;
}

/** Nothing was left out on purpose: no check, no target, no revision. */
function isComplete(
  { names, flags }: RunRequest,
  config: Config,
  base: RunBase,
  allChecks: boolean,
): boolean {
  return allChecks && names.length === 0 && !flags.changed && (config.allRevisions || base.unknown !== null);
}

/** One target's report, and the version of the server it ran on. */
interface EndedTarget {
  readonly report: TargetReport;
  readonly postgres: string | null;
}

/** A target whose files were read, and where its SQL preview begins. */
interface ReadTarget {
  readonly resolved: Target;
  readonly files: TargetFiles;
  readonly range: SqlRange;
}

/** Files of all targets are read at once; databases are at work for at most `jobs` targets. */
async function runTargets(scene: RunScene): Promise<readonly EndedTarget[]> {
  const reads = scene.prepared.targets.map((target) => readTarget(target, scene));
  // Awaited by the pieces below; until then a failure must not count as unhandled.
  for (const read of reads) read.catch(() => {});
  if (scene.request.flags.from !== null)
    refuseUnknownStart((await Promise.all(reads)).map((read) => read.range));
  const pieces = reads.map((read) => async (): Promise<EndedTarget> => await endTarget(await read, scene));
  return await runPlan(pieces, scene.session.jobs);
}

async function readTarget(target: Target, scene: RunScene): Promise<ReadTarget> {
  const { resolved, files } = await readFiles(target, scene);
  scene.hooks.onFiles?.(resolved, files);
  const { request, io } = scene;
  const options = {
    request,
    history: files.history,
    files: files.files,
    target: resolved,
    signal: io.signal,
  };
  const range = io.signal.aborted ? FROM_BASE : await sqlRange(request.flags.from, options);
  return { resolved, files, range };
}

async function readFiles(
  target: Target,
  scene: RunScene,
): Promise<{ readonly resolved: Target; readonly files: TargetFiles }> {
  const { prepared, request, base, io } = scene;
  const mayAskPython = request.command !== "quick";
  try {
    const resolved = mayAskPython ? await locate(target, scene) : target;
    if (!mayAskPython && !isLocated(target))
      return { resolved, files: unreadFiles(target, skipped(leftToPython(target))) };
    const files = await readTargetFiles(resolved, {
      settings: settingsOf(prepared.config, target.name),
      allowImports: prepared.config.allowImports,
      env: request.env,
      alembic: alembicCommand(target, prepared.show),
      cwd: request.cwd,
      show: prepared.show,
      isReleased: base.releasedIn(resolved),
      compare: (added) => base.compareIn(resolved, added),
      allRevisions: prepared.config.allRevisions,
      resolve: mayAskPython ? async (open) => await askHeaders(target, open, scene) : null,
      headersOnly: request.checks.every((id) => id === "heads"),
      isFilesWanted: request.checks.includes("files"),
      isRoundtripWanted: request.checks.includes("roundtrip"),
      signal: io.signal,
    });
    return { resolved, files };
  } catch (error) {
    if (io.signal.aborted) return { resolved: target, files: unreadFiles(target, skipped(INTERRUPTED)) };
    if (!(error instanceof MigrunError)) throw error;
    const outcome: CheckOutcome =
      error instanceof SettingFileError
        ? done([error.draft])
        : { kind: "error", reason: reasonOf(error), drafts: [] };
    return { resolved: target, files: unreadFiles(target, outcome) };
  }
}

/** Where `package:path` leads only Python can tell. */
async function locate(target: Target, { session, io }: RunScene): Promise<Target> {
  if (isLocated(target)) return target;
  const { resolveLocations } = await import("./resolve-headers.ts");
  return await resolveLocations(target, await session.get(), io.signal);
}

async function askHeaders(
  target: Target,
  files: readonly string[],
  { session, io }: RunScene,
): Promise<readonly LoadedHeader[]> {
  const { resolverFor } = await import("./resolve-headers.ts");
  return await resolverFor(target, await session.get(), io.signal)(files);
}

async function endTarget(
  { resolved: target, files, range }: ReadTarget,
  scene: RunScene,
): Promise<EndedTarget> {
  const started = monotonicMs();
  scene.io.emit({ kind: "target-started", target: target.name });
  const obstacle = obstacleOf(target, files, scene);
  const ran =
    obstacle === null
      ? await runDatabaseChecks({ resolved: target, files, range }, scene)
      : notRun(obstacle, scene);
  const fileMs = files.checks.reduce((sum, check) => sum + check.durationMs, 0);
  const report = reportTarget(target, files, ran, {
    scene,
    durationMs: Math.round(monotonicMs() - started) + fileMs,
  });
  scene.io.emit({ kind: "target-ended", target: target.name, report });
  return { report, postgres: ran.postgres };
}

function obstacleOf(target: Target, files: TargetFiles, scene: RunScene): string | null {
  if (scene.io.signal.aborted) return INTERRUPTED;
  if (scene.request.flags.changed && !scene.base.isTouched(target)) return "not touched since the base";
  return files.obstacle;
}

async function runDatabaseChecks(
  { resolved: target, files, range }: ReadTarget,
  scene: RunScene,
): Promise<TargetRunResult> {
  const { request, io, prepared, session, judge, databaseChecks } = scene;
  if (databaseChecks.size === 0) return notRun("not asked for", scene);
  const { name } = target;
  const { runTarget } = await import("./run-target.ts");
  const { readTargetRequirements } = await import("./read-target-requirements.ts");
  return await runTarget({
    ...(await (await session.get()).targetScene(target)),
    history: files.history,
    strangers: strangersOf(target, prepared.discovered),
    checks: databaseChecks,
    requirements: () => readTargetRequirements(files, settingsOf(prepared.config, name).bootstrap),
    alembic: alembicCommand(target, prepared.show),
    sqlRange: range,
    lint: {
      severities: severitiesFor(prepared.config, name, CODE_REGISTRY),
      allRules: request.flags.allRules,
      assumeLockTimeout: prepared.config.assumeLockTimeout,
    },
    isJudged: (revision) => prepared.config.allRevisions || !files.released.has(revision),
    stepTimeoutMs: prepared.config.timeouts.step * 1000,
    keep: request.flags.keep,
    useUpgraded: scene.hooks.useUpgraded ?? null,
    onEnded: (check) => io.emit({ kind: "check-ended", target: name, check: judge.provisional(name, check) }),
    signal: io.signal,
  });
}

/** Checks on a database that were wanted and cannot be run, with the reason. */
function notRun(reason: string, scene: RunScene): TargetRunResult {
  const checks = DATABASE_CHECKS.filter((id) => scene.databaseChecks.has(id)).map((id) => ({
    id,
    durationMs: 0,
    outcome: skipped(reason),
  }));
  return { checks, drafts: [], redirected: [], layers: [], preview: null, kept: null, postgres: null };
}

async function versionsOf(
  request: RunRequest,
  session: LazySession,
  servers: readonly (string | null)[],
): Promise<Report["versions"]> {
  const [python] = await session.versions();
  return {
    migrun: request.migrun ?? "0.0.0",
    node: process.versions.node,
    python: python?.python ?? null,
    alembic: python?.alembic ?? null,
    sqlalchemy: python?.sqlalchemy ?? null,
    postgres: servers.find((version) => version !== null) ?? null,
  };
}
