import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import {
  createRedactor,
  type ExitCode,
  MigrunError,
  orderTargets,
  type TargetOrderProblem,
  summaryOf,
  type Target,
  UPGRADE_SCHEMA,
  type UpgradeTarget,
  worstExitCode,
} from "@migrun/core";
import { type PreparedRun, prepareGround, prepareRun, settingsOf } from "../run/prepare-run.ts";
import { secretsOf, withoutSecrets } from "../run/redact-report.ts";
import { reasonOf } from "../run/reason-of.ts";
import { createTurnstile } from "../server/turnstile.ts";
import { describeHolder, plainProblem } from "./deploy-problems.ts";
import type { UpgradeIo, UpgradeOutcome, UpgradeRequest } from "./deploy-request.ts";
import { type DeployContext, deployTarget, reportOf } from "./deploy-target.ts";
import { isDone } from "./judge-deploy.ts";
import { LivePythons } from "./live-bridge.ts";
import { type LiveScene, liveScene, wantedTargets } from "./live-scene.ts";
import { leftOutNote, onlyConfigured } from "./only-configured.ts";
import { planTarget } from "./plan-target.ts";
import { refuseRelativeEnd } from "./refuse-relative-end.ts";
import { tellProblem } from "./tell-problem.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/**
 * Migrates live databases: each target under its lock, in the order of `after`, in parallel where nothing says
 * otherwise. One that fails stops those after it and no others.
 */
export async function runUpgrade(request: UpgradeRequest, io: UpgradeIo): Promise<UpgradeOutcome> {
  const startedAt = new Date().toISOString();
  const started = monotonicMs();
  refuseRelativeEnd(request.deploy.to);
  // One listener per target at work.
  setMaxListeners(0, io.signal);
  const ground = await prepareGround(request);
  await using pythons = new LivePythons({ ...ground, env: request.env, signal: io.signal });
  // With trustUrl it may well be that none is needed.
  if (!Object.values(ground.config.targets).some((target) => target.trustUrl))
    await pythons.warm(request.cwd);
  const found = await prepareRun(request, ground, wantedTargets(request.names, ground));
  const { prepared, leftOut } = onlyConfigured(found, request);
  const redact = createRedactor(await secretsOf(prepared, request.env));
  const waits = orderOf(prepared);
  const emit: UpgradeIo["emit"] = (event) => io.emit(withoutSecrets(event, redact));
  const left = leftOutNote(leftOut);
  if (left !== null) emit({ kind: "run-note", message: left });
  const runId = randomBytes(4).toString("hex");
  const context: DeployContext = {
    pythons,
    runId,
    options: request.deploy,
    signal: io.signal,
    hurry: io.hurry,
    show: ground.show,
    listen: (target) => listener(target, emit),
    note: (message) => emit({ kind: "run-note", message }),
    now: monotonicMs,
    random: () => Math.random(),
  };
  const work = new Deploy({ prepared, context, request, waits });
  const targets = await work.run(
    io.confirm === null ? null : (plans) => io.confirm!(withoutSecrets(plans, redact)),
  );
  const stopped: ExitCode = !io.signal.aborted ? 0 : io.signal.reason === "SIGINT" ? 130 : 143;
  const problems = prepared.problems.map((problem) => brokenTarget(problem.message));
  const all = [...targets, ...problems];
  const codes = io.hurry.aborted ? [] : all.map((target) => target.exitCode as ExitCode);
  const exitCode = worstExitCode([stopped, ...codes]);
  return withoutSecrets(
    {
      $schema: UPGRADE_SCHEMA,
      schemaVersion: 1,
      command: "upgrade",
      ok: exitCode === 0,
      exitCode,
      dryRun: request.deploy.dryRun,
      runId,
      startedAt,
      durationMs: Math.round(monotonicMs() - started),
      summary: summaryOf(all),
      targets: all,
    },
    redact,
  );
}

interface Work {
  readonly prepared: PreparedRun;
  readonly context: DeployContext;
  readonly request: UpgradeRequest;
  readonly waits: ReadonlyMap<string, readonly string[]>;
}

/** The targets of one deploy. */
class Deploy {
  readonly #work: Work;
  readonly #outcomes = new Map<string, Promise<UpgradeTarget>>();

  /** Nobody was shown the plans. */
  #isUnasked = true;

  constructor(work: Work) {
    this.#work = work;
  }

  /** Plans, asks where somebody is there to ask, and works. */
  async run(confirm: UpgradeIo["confirm"]): Promise<readonly UpgradeTarget[]> {
    const { prepared, request } = this.#work;
    const { dryRun } = request.deploy;
    this.#isUnasked = confirm === null;
    const planned = new Map<string, UpgradeTarget>();
    if (dryRun || confirm !== null || request.deploy.to !== "heads") {
      for (const plan of await this.#each((scene) => planTarget(scene, this.#work.context, dryRun)))
        planned.set(plan.name, plan);
      const plans = [...planned.values()];
      if (dryRun) return plans;
      const pending = plans.filter((plan) => plan.status === "planned");
      if (confirm !== null && pending.length > 0 && !(await confirm(pending)))
        return plans.map((plan) =>
          plan.status === "planned" ? { ...plan, status: "skipped", notes: ["not confirmed"] } : plan,
        );
    }
    const turnstile = createTurnstile(prepared.config.jobs ?? Math.max(4, availableParallelism()));
    for (const { name } of prepared.targets) this.#outcomes.set(name, this.#inTurn(name, turnstile, planned));
    return await Promise.all(this.#outcomes.values());
  }

  async #inTurn(
    name: string,
    turnstile: ReturnType<typeof createTurnstile>,
    planned: ReadonlyMap<string, UpgradeTarget>,
  ): Promise<UpgradeTarget> {
    // Every outcome is there before the first is waited for.
    await Promise.resolve();
    const { prepared, context, waits } = this.#work;
    const target = prepared.targets.find((one) => one.name === name)!;
    for (const before of waits.get(name) ?? []) {
      const outcome = await this.#outcomes.get(before)!;
      if (isDone(outcome)) continue;
      return skipped(target, context, `it comes after ${before}, which was not upgraded`);
    }
    const leave = await turnstile.enter(new AbortController().signal);
    try {
      if (context.signal.aborted) return skipped(target, context, "the run was stopped before it began");
      return await this.#guarded(target, (scene) => this.#upgrade(scene, planned.get(name) ?? null));
    } finally {
      leave();
    }
  }

  async #upgrade(scene: LiveScene, plan: UpgradeTarget | null): Promise<UpgradeTarget> {
    const { context, request } = this.#work;
    const url = scene.settings.url;
    if (plan !== null && plan.status !== "planned" && plan.status !== "at_head") return plan;
    if (scene.settings.trustUrl && url !== null && request.deploy.to === "heads") {
      const started = monotonicMs();
      // Loaded here: it reads revision files, and whoever starts Python does not.
      const { isAtHeadByUrl } = await import("./trust-url.ts");
      const found = await isAtHeadByUrl(scene.target, url, {
        heads: request.deploy.allHeads ? Infinity : scene.settings.heads,
        env: request.env,
        signal: context.signal,
      });
      if (found !== null) {
        const durationMs = Math.round(monotonicMs() - started);
        const notes = ["decided from `url` alone (trustUrl): no lock, and env.py did not run"];
        return {
          ...reportOf(scene, context),
          status: "at_head",
          durationMs,
          database: found.database,
          from: found.proof.rows,
          proof: found.proof,
          notes,
        };
      }
    }
    if (plan?.direction === "downgrade" && plan.status === "planned" && this.#isUnasked)
      tellLosses(plan, context);
    return await deployTarget(scene, plan?.direction ?? "upgrade", context);
  }

  /** `after` orders those that one run works on: what the others have is not looked at. */
  #alone({ name, status }: UpgradeTarget): readonly string[] {
    const { prepared } = this.#work;
    if (status === "at_head" || status === "ahead") return [];
    const selected = new Set(prepared.targets.map((target) => target.name));
    const missing = settingsOf(prepared.config, name).after.filter((one) => !selected.has(one));
    return missing.map((one) => `it comes after ${one}, which this run did not look at`);
  }

  #each(work: (scene: LiveScene) => Promise<UpgradeTarget>): Promise<readonly UpgradeTarget[]> {
    return Promise.all(this.#work.prepared.targets.map((target) => this.#guarded(target, work)));
  }

  /** A setting that is wrong is the problem of its target alone. */
  async #guarded(target: Target, work: (scene: LiveScene) => Promise<UpgradeTarget>): Promise<UpgradeTarget> {
    const { prepared, context, request } = this.#work;
    try {
      const scene = await liveScene(target, prepared, request.env);
      const report = tellProblem(await work(scene), { settings: scene.settings, deploy: request.deploy });
      return { ...report, notes: [...new Set([...scene.notes, ...report.notes, ...this.#alone(report)])] };
    } catch (error) {
      if (!(error instanceof MigrunError)) throw error;
      const problem = plainProblem("configuration", error.message, error.hint ?? reasonOf(error));
      return { ...emptyReport(target, context), status: "refused", exitCode: error.exitCode, problem };
    }
  }
}

/** Before a way down that nobody was asked about: what it takes back, and what goes with it. */
function tellLosses({ name, revisions, lost }: UpgradeTarget, { note }: DeployContext): void {
  note(`${name}: a downgrade takes back ${revisions.map(({ id }) => id).join(", ")}`);
  for (const one of lost) note(`${name}: what is lost: ${one}`);
}

function skipped(target: Target, context: DeployContext, why: string): UpgradeTarget {
  return { ...emptyReport(target, context), notes: [`not begun: ${why}`] };
}

function emptyReport(target: Target, context: DeployContext): UpgradeTarget {
  return reportOf({ target } as LiveScene, context);
}

function brokenTarget(message: string): UpgradeTarget {
  const target = {
    name: "(config)",
    iniFile: null,
    tomlFile: null,
    cwd: ".",
    section: "",
  } as unknown as Target;
  const problem = plainProblem(
    "configuration",
    message,
    "Mend the file, or name the targets that are to be upgraded.",
  );
  return {
    ...reportOf({ target } as LiveScene, { show: (path) => path }),
    status: "refused",
    exitCode: 2,
    problem,
  };
}

function orderOf(prepared: PreparedRun): ReadonlyMap<string, readonly string[]> {
  const known = prepared.discovered.map(({ name }) => ({
    name,
    after: settingsOf(prepared.config, name).after,
  }));
  const order = orderTargets(
    prepared.targets.map(({ name }) => name),
    known,
  );
  if (order.ok) return order.value;
  throw new MigrunError(orderMessage(order.error), {
    code: "MIGRUN_DEPLOY_ORDER",
    exitCode: 2,
    hint: "Correct `after` in the configuration.",
  });
}

function orderMessage(problem: TargetOrderProblem): string {
  if (problem.kind === "unknown")
    return `${problem.target} comes after ${problem.after}, and there is no such target.`;
  return `The targets wait for each other: ${problem.targets.join(" after ")}.`;
}

function waitingFor(what: "lock" | "earlier-run", place: string): string {
  return what === "lock"
    ? `for the lock of ${place}, held by`
    : `until what an earlier run left at work in ${place} is done:`;
}

function listener(target: string, emit: UpgradeIo["emit"]): ReturnType<DeployContext["listen"]> {
  return {
    onOutput: (stream, text) => emit({ kind: "output", target, stream, text }),
    onEvent: (event) => {
      if (event.event === "waiting")
        emit({
          kind: "run-note",
          message: `${target}: waiting ${waitingFor(event.for, event.place)} ${event.holders.map(describeHolder).join("; ") || "nobody the server names"}`,
        });
      if (event.event === "stopping")
        emit({
          kind: "run-note",
          message: `${target}: stopping; what is in a transaction may finish within --grace`,
        });
      if (event.event !== "revision") return;
      const what = event.direction === "upgrade" ? "upgraded" : "downgraded";
      emit({
        kind: "run-note",
        message: `${target}: ${event.revision} ${what} (${event.done} of ${event.total})`,
      });
    },
  };
}
