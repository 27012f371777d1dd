import { assertNever, type CheckId, databaseLabel, type FindingDraft, type Requirements } from "@migrun/core";
import {
  type CheckContext,
  type CheckOutcome,
  DATABASE_CHECKS,
  done,
  INTERRUPTED,
  skipped,
} from "../checks/check-context.ts";
import type { AskedDatabase } from "../bridge/protocol.ts";
import { checkDrift } from "../checks/drift.ts";
import type { LintSettings, Recorded } from "../checks/lint.ts";
import { checkRoundtrip } from "../checks/roundtrip.ts";
import { checkSql, type SqlPreview } from "../checks/sql.ts";
import { rolesMade } from "../checks/role-findings.ts";
import { checkUpgrade, type Upgraded } from "../checks/upgrade.ts";
import { isolationLayers } from "./isolation-layers.ts";
import { type Heard, leavingFindings, type LeavingOptions, overhear } from "./leaving-findings.ts";
import type { EndedCheck } from "./judge-target.ts";
import { type NotOpened, type OpenTarget, type TargetScene, withOpenTarget } from "./open-target.ts";
import { reasonOf } from "./reason-of.ts";
import type { SqlRange } from "./sql-range.ts";
import type { TargetDatabases } from "./target-databases.ts";
import type { TargetHistory } from "./target-history.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** What the database checks of one target are made from. */
export interface TargetRun extends TargetScene {
  readonly history: TargetHistory;
  /** Folders of other targets; see `strangersOf`. */
  readonly strangers: readonly string[];
  /** Which of the database checks are wanted. */
  readonly checks: ReadonlySet<CheckId>;
  /** What the files expect of a server. */
  readonly requirements: () => Promise<Requirements>;
  readonly alembic: string;
  readonly sqlRange: SqlRange;
  /** Is the revision new, or are all judged? */
  readonly isJudged: (revision: string) => boolean;
  readonly lint: LintSettings;
  readonly stepTimeoutMs: number;
  readonly keep: boolean;
  readonly onEnded: (check: EndedCheck) => void;
  /** Uses the migrated database before it goes away (`exec`); null: nobody does. */
  readonly useUpgraded: ((open: OpenTarget, upgraded: Upgraded) => Promise<void>) | null;
  readonly signal: AbortSignal;
}

/** What the database checks of a target gave. */
export interface TargetRunResult {
  readonly checks: readonly EndedCheck[];
  /** Findings that belong to the target and to no single check (MX903, MX911). */
  readonly drafts: readonly FindingDraft[];
  readonly redirected: readonly { readonly asked: string }[];
  readonly layers: readonly string[];
  readonly preview: SqlPreview | null;
  /** How to connect to the databases that `--keep` left. */
  readonly kept: string | null;
  /** Version of the server that was used; null: none was. */
  readonly postgres: string | null;
}

/** Runs the wanted database checks of one target, in isolation, one after the other, and cleans up on every path. */
export function runTarget(asked: TargetRun): Promise<TargetRunResult> {
  const run = { ...asked, emit: withinChecks(asked.emit) };
  return withOpenTarget(
    run,
    (open) => runChecks(run, open),
    (why) => notOpened(run, why),
  );
}

/** The bridge knows revisions and no checks: each revision is told within the check at work. */
function withinChecks(emit: TargetRun["emit"]): TargetRun["emit"] {
  let atWork: CheckId = "upgrade";
  return (event) => {
    if (event.kind === "check-started") atWork = event.check;
    emit(event.kind === "revision" ? { ...event, check: atWork } : event);
  };
}

/** The context that checks of an opened target share. */
function checkContext(run: TargetRun, open: OpenTarget): CheckContext {
  const { target, settings, history, show, alembic, emit, strangers, isJudged, checks } = run;
  const request = { timeoutMs: run.stepTimeoutMs, signal: run.signal };
  return {
    target,
    settings,
    history,
    bridge: open.bridge,
    databases: open.databases,
    accounts: open.accounts,
    strangers,
    withheld: open.withheld,
    given: open.given,
    supplied: open.urlVariables,
    isCutOff: open.network.inForce,
    pristine: run.pristine,
    show,
    isJudged,
    isLinted: checks.has("lint"),
    alembic,
    request,
    emit,
  };
}

async function runChecks(run: TargetRun, open: OpenTarget): Promise<TargetRunResult> {
  const { bridge, heard } = recordingBridge(open);
  const context = checkContext(run, { ...open, bridge });
  const { databases } = open;
  const checks: EndedCheck[] = [];
  let upgraded: Upgraded | null = null;
  let preview: SqlPreview | null = null;
  const steps: readonly (readonly [CheckId, () => Promise<CheckOutcome>])[] = [
    [
      "upgrade",
      async () => {
        const result = await checkUpgrade(context);
        upgraded = result.upgraded;
        if (upgraded !== null) await run.useUpgraded?.(open, upgraded);
        return result.outcome;
      },
    ],
    ["drift", async () => (upgraded === null ? notUpgraded() : await checkDrift(context))],
    [
      "sql",
      async () => {
        if (!envRuns(checks)) return skipped("env.py does not run; see `upgrade`");
        const result = await checkSql(context, run.sqlRange, upgraded);
        preview = result.preview;
        return result.outcome;
      },
    ],
    ["roundtrip", async () => (upgraded === null ? notUpgraded() : await checkRoundtrip(context, upgraded))],
    // Last of all: it judges what the way down did too.
    ["lint", () => lintHeard(context, { heard, isWhole: upgraded !== null, settings: run.lint })],
  ];
  for (const [id, step] of steps) {
    // The others stand on the upgrade, so it always runs; it is reported where it was asked for or failed.
    if (!run.checks.has(id) && id !== "upgrade") continue;
    checks.push(await timed(id, step, run));
  }
  const server = run.keep && checks.some(hasFailed) ? databases.server : null;
  const kept = server === null ? null : `${server.keep()} (\`migrun gc\` removes it)`;
  return {
    checks: checks.filter((check) => run.checks.has(check.id) || hasFailed(check)),
    drafts: [
      ...foreignConnections(databases, run.show),
      ...rolesMade(open.accounts, run),
      ...(await leftOnServer(databases)),
      ...(await leavingFindings(heard, leavingOptions(run, databases))),
    ],
    redirected: databases.foreign.map((asked) => ({ asked: labelOf(asked, run.show) })),
    layers: isolationLayers(run.network.inForce),
    preview,
    kept,
    postgres: databases.server?.version ?? null,
  };
}

/** The bridge of a target, and what its requests recorded until now. */
function recordingBridge({ bridge }: OpenTarget): { bridge: OpenTarget["bridge"]; heard: readonly Heard[] } {
  const heard: Heard[] = [];
  const hear = (one: Heard): unknown => one.statements.length > 0 && heard.push(one);
  return { bridge: overhear(bridge, hear), heard };
}

async function lintHeard(context: CheckContext, recorded: Recorded): Promise<CheckOutcome> {
  const { checkStatements } = await import("../checks/lint.ts");
  return await checkStatements(context, recorded);
}

function leavingOptions(run: TargetRun, databases: TargetDatabases): LeavingOptions {
  const { isJudged, show, history, network } = run;
  return {
    envFile: history.envFile,
    serverIsPrivate: databases.server?.kind !== "given",
    isCutOff: network.inForce,
    isJudged,
    show,
  };
}

async function timed(id: CheckId, step: () => Promise<CheckOutcome>, run: TargetRun): Promise<EndedCheck> {
  const started = monotonicMs();
  const interrupted = run.signal.aborted;
  if (!interrupted) run.emit({ kind: "check-started", target: run.target.name, check: id });
  const outcome = interrupted ? skipped(INTERRUPTED) : await step();
  const check = { id, durationMs: Math.round(monotonicMs() - started), outcome };
  if (!interrupted) run.onEnded(check);
  return check;
}

function hasFailed(check: EndedCheck): boolean {
  return check.outcome.kind === "error" || (check.outcome.kind === "done" && check.outcome.drafts.length > 0);
}

const STOPS_REVISION: ReadonlySet<string> = new Set(["MX905", "MX912"]);

/** What stopped the upgrade before or outside of a revision would stop the preview for the same reason. */
function envRuns(checks: readonly EndedCheck[]): boolean {
  const upgrade = checks.find((check) => check.id === "upgrade")?.outcome;
  if (upgrade?.kind !== "done") return false;
  // The first one stopped the upgrade; others are extensions that would have.
  const [first] = upgrade.drafts;
  return (
    first === undefined ||
    first.code === "MX904" ||
    (STOPS_REVISION.has(first.code) && first.revision != null)
  );
}

function notUpgraded(): CheckOutcome {
  return skipped("the upgrade did not reach the heads");
}

/** MX903: told once per database, whatever the number of connections. */
function foreignConnections(
  databases: TargetDatabases,
  show: (path: string) => string,
): readonly FindingDraft[] {
  return databases.foreign.map((asked) => ({
    code: "MX903",
    object: `database:${labelOf(asked, show)}`,
    message: `env.py or a revision asked for ${asked.dialect === "sqlite" ? "the SQLite file " : ""}${labelOf(asked, show)} (${asked.driver}) and was given an isolated database instead: nothing reached the other.`,
    hint: "Nothing has to be done where env.py has several databases, or a URL of its own, on purpose.",
  }));
}

/** Host and name of a database; a SQLite database is its file. */
function labelOf(asked: AskedDatabase, show: (path: string) => string): string {
  return asked.dialect === "sqlite" ? show(asked.database) : databaseLabel(asked);
}

/** MC510 as a warning: on a shared server, what belongs to the whole server is not migrun's to remove. */
async function leftOnServer(databases: TargetDatabases): Promise<readonly FindingDraft[]> {
  const left = (await databases.server?.leftovers()) ?? [];
  return left.map((what) => ({
    code: "MC510",
    severity: "warning",
    object: `server:${what}`,
    message: `On the given server, outside of the isolated databases: ${what}. It was not so before the run, and is left as it is.`,
    hint: "Undo it by hand where it is not wanted; a server that is used for nothing else, or the embedded one, is tidied by migrun.",
  }));
}

/** No check on a database was possible: the first one says why, the others are skipped. */
function notOpened(run: TargetRun, why: NotOpened): TargetRunResult {
  const first = firstOutcome(run, why);
  const rest = skipped(why.kind === "dialect" ? `${why.dialect} cannot be isolated` : "see the check before");
  const wanted = DATABASE_CHECKS.filter((id) => run.checks.has(id));
  const checks = wanted.map((id, index) => ({ id, durationMs: 0, outcome: index === 0 ? first : rest }));
  for (const check of checks) run.onEnded(check);
  return { checks, drafts: [], redirected: [], layers: [], preview: null, kept: null, postgres: null };
}

function firstOutcome(run: TargetRun, why: NotOpened): CheckOutcome {
  switch (why.kind) {
    case "dialect":
      return done([cannotIsolate(run, why.dialect)]);
    case "file":
      return why.drafts.length > 0
        ? done(why.drafts)
        : { kind: "error", reason: reasonOf(why.error), drafts: [] };
    case "infrastructure":
      return { kind: "error", reason: why.reason, drafts: [] };
    default:
      return assertNever(why);
  }
}

function cannotIsolate(run: TargetRun, dialect: string): FindingDraft {
  return {
    code: "MX914",
    file: run.show(run.target.iniFile ?? run.target.tomlFile ?? run.target.cwd),
    line: 1,
    message: `The database of ${run.target.name} is ${dialect}: only Postgres and SQLite get a throw-away database here, so nothing was run.`,
    hint: `Run the checks on files alone (\`migrun quick ${run.target.name}\`), or accept this with an \`ignore\` entry for MX914.`,
  };
}
