import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type CheckId, databaseLabel, type FindingDraft, MigrunError, type RunEvent, type Target, type TargetConfig } from "@migrun/core";
import type { BridgeTarget } from "../bridge/bridge.ts";
import type { BridgeEvent } from "../bridge/protocol.ts";
import { type CheckContext, type CheckOutcome, skipped } from "../checks/check-context.ts";
import { checkDrift } from "../checks/drift.ts";
import { checkRoundtrip } from "../checks/roundtrip.ts";
import { checkSql, type SqlPreview } from "../checks/sql.ts";
import { checkUpgrade } from "../checks/upgrade.ts";
import type { LeasedServer } from "../server/server.ts";
import { childEnvironment } from "./child-environment.ts";
import type { PythonAnswer } from "./python-pool.ts";
import { TargetDatabases } from "./target-databases.ts";
import type { TargetHistory } from "./target-history.ts";
import { mainDatabaseName, targetUrls, urlValues } from "./target-urls.ts";

/** What the database checks of one target are made from. */
export interface TargetRun {
  readonly target: Target;
  readonly settings: TargetConfig;
  readonly history: TargetHistory;
  /** Which of the database checks are wanted. */
  readonly checks: ReadonlySet<CheckId>;
  readonly alembic: string;
  readonly isAsync: boolean;
  readonly fromFiles: Readonly<Record<string, string>>;
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** Start of the SQL preview; null: base. */
  readonly sqlFrom: string | null;
  readonly foreign: "redirect" | "refuse";
  readonly stepTimeoutMs: number;
  readonly keep: boolean;
  /** A private folder of the run; the target makes its own inside. */
  readonly folder: string;
  readonly show: (path: string) => string;
  readonly lease: () => Promise<LeasedServer>;
  readonly python: () => Promise<PythonAnswer>;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** What the database checks of a target gave. */
export interface TargetRunResult {
  readonly checks: readonly { readonly id: CheckId; readonly durationMs: number; readonly outcome: CheckOutcome }[];
  /** Findings that belong to the target and to no single check (MX903). */
  readonly drafts: readonly FindingDraft[];
  readonly redirected: readonly { readonly asked: string }[];
  readonly layers: readonly string[];
  readonly preview: SqlPreview | null;
  readonly kept: string | null;
}

/** The isolation layers that are in force in every run; `network` joins with `isolation: strict`. */
export const LAYERS: readonly string[] = ["environment", "sqlalchemy", "drivers"];

const ORDER: readonly CheckId[] = ["upgrade", "sql", "drift", "roundtrip"];

/** Runs the wanted database checks of one target, in isolation, one after the other, and cleans up on every path. */
export async function runTarget(run: TargetRun): Promise<TargetRunResult> {
  const folder = join(run.folder, run.target.name.replaceAll(/[^\w.-]+/g, "_"));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let leased: Promise<LeasedServer> | null = null;
  const databases = new TargetDatabases({
    lease: () => (leased ??= run.lease()),
    folder,
    foreign: run.foreign,
    mainName: mainDatabaseName(run.target, urlValues(run.inherited, run.settings, run.fromFiles)),
  });
  try {
    return await withBridge(run, databases);
  } catch (error) {
    if (!(error instanceof MigrunError)) throw error;
    return failedAll(run, [error.message, ...error.details, error.hint ?? ""].filter((part) => part !== "").join("\n"));
  } finally {
    const server = leased === null ? null : await (leased as Promise<LeasedServer>).catch(() => null);
    await server?.[Symbol.asyncDispose]();
  }
}

async function withBridge(run: TargetRun, databases: TargetDatabases): Promise<TargetRunResult> {
  const [python, urls] = await Promise.all([
    run.python(),
    targetUrls(run.target, urlValues(run.inherited, run.settings, run.fromFiles), { databases, isAsync: run.isAsync }),
  ]);
  if (urls.foreignDialect !== null) return foreignDialect(run, urls.foreignDialect);
  if (python.bridge === null) return failedAll(run, python.reason);
  const { env } = childEnvironment({
    inherited: run.inherited,
    configured: { ...run.fromFiles, ...run.settings.env },
    urls: urls.variables,
  });
  await using bridge = python.bridge.open(
    {
      target: run.target.name,
      iniFile: run.target.iniFile,
      tomlFile: run.target.tomlFile,
      section: run.target.section,
      cwd: run.target.cwd,
      x: run.settings.x,
      url: urls.main,
      env,
      own: null,
      foreign: "redirect",
    },
    {
      onDatabase: (asked) => databases.give(asked),
      onEvent: (event) => forward(event, run),
      onOutput: (stream, text) => run.emit({ kind: "output", target: run.target.name, stream, text }),
    },
  );
  return await runChecks(run, databases, bridge);
}

function forward(event: BridgeEvent, run: TargetRun): void {
  if (event.event !== "revision") return;
  run.emit({
    kind: "revision",
    target: run.target.name,
    check: event.direction === "downgrade" ? "roundtrip" : "upgrade",
    revision: event.revision,
    done: event.done,
    total: event.total,
  });
}

async function runChecks(run: TargetRun, databases: TargetDatabases, bridge: BridgeTarget): Promise<TargetRunResult> {
  const context: CheckContext = {
    target: run.target,
    settings: run.settings,
    history: run.history,
    bridge,
    databases,
    show: run.show,
    alembic: run.alembic,
    request: { timeoutMs: run.stepTimeoutMs, signal: run.signal },
    emit: run.emit,
  };
  const checks: { id: CheckId; durationMs: number; outcome: CheckOutcome }[] = [];
  let preview: SqlPreview | null = null;
  const timed = async (id: CheckId, work: () => Promise<CheckOutcome>): Promise<void> => {
    if (run.signal.aborted) {
      checks.push({ id, durationMs: 0, outcome: skipped("interrupted") });
      return;
    }
    run.emit({ kind: "check-started", target: run.target.name, check: id });
    const started = performance.now();
    const outcome = await work();
    checks.push({ id, durationMs: Math.round(performance.now() - started), outcome });
  };
  let upgraded: Awaited<ReturnType<typeof checkUpgrade>>["upgraded"] = null;
  await timed("upgrade", async () => {
    const result = await checkUpgrade(context);
    upgraded = result.upgraded;
    return result.outcome;
  });
  if (run.checks.has("drift")) await timed("drift", async () => (upgraded === null ? notUpgraded() : await checkDrift(context)));
  if (run.checks.has("sql")) {
    await timed("sql", async () => {
      const result = await checkSql(context, { from: run.sqlFrom }, upgraded);
      preview = result.preview;
      return result.outcome;
    });
  }
  if (run.checks.has("roundtrip")) {
    await timed("roundtrip", async () => (upgraded === null ? notUpgraded() : await checkRoundtrip(context, upgraded)));
  }
  const wanted = checks.filter((check) => run.checks.has(check.id) || check.outcome.kind !== "done" || check.outcome.drafts.length > 0);
  const failed = wanted.some((check) => check.outcome.kind === "error" || (check.outcome.kind === "done" && check.outcome.drafts.length > 0));
  return {
    checks: wanted,
    drafts: foreignConnections(databases),
    redirected: databases.foreign.map((asked) => ({ asked: databaseLabel(asked) })),
    layers: LAYERS,
    preview,
    kept: run.keep && failed ? (databases.server?.keep() ?? null) : null,
  };
}

function notUpgraded(): CheckOutcome {
  return skipped("the upgrade did not reach the heads");
}

/** MX903: told once per database, whatever the number of connections. */
function foreignConnections(databases: TargetDatabases): readonly FindingDraft[] {
  return databases.foreign.map((asked) => ({
    code: "MX903",
    object: `database:${databaseLabel(asked)}`,
    message: `env.py or a revision asked for ${databaseLabel(asked)} by ${asked.driver}; it was given an isolated database, nothing reached the other.`,
    hint: "Let env.py take its URL from `config.get_main_option(\"sqlalchemy.url\")` or from a variable, so that it can be pointed elsewhere.",
  }));
}

function foreignDialect(run: TargetRun, dialect: string): TargetRunResult {
  const draft: FindingDraft = {
    code: "MX914",
    check: "upgrade",
    file: run.show(run.target.iniFile ?? run.target.tomlFile ?? run.target.cwd),
    line: 1,
    message: `The database of ${run.target.name} is ${dialect}: only Postgres and SQLite get a throw-away database, so its checks on a database were not run.`,
    hint: `Run its file checks alone: \`migrun quick ${run.target.name}\`; accept this finding with an \`ignore\` entry for MX914.`,
  };
  const checks = ORDER.filter((id) => run.checks.has(id)).map((id) => ({
    id,
    durationMs: 0,
    outcome: id === "upgrade" ? ({ kind: "done", data: {}, drafts: [draft] } as const) : skipped(`${dialect} cannot be isolated`),
  }));
  return { checks, drafts: [], redirected: [], layers: LAYERS, preview: null, kept: null };
}

/** Infrastructure is missing: the first check says why, the others are skipped. */
function failedAll(run: TargetRun, reason: string): TargetRunResult {
  const wanted = ORDER.filter((id) => run.checks.has(id));
  const checks = wanted.map((id, index) => ({
    id,
    durationMs: 0,
    outcome: index === 0 ? ({ kind: "error", reason, drafts: [] } as const) : skipped("see the check before"),
  }));
  return { checks, drafts: [], redirected: [], layers: LAYERS, preview: null, kept: null };
}
