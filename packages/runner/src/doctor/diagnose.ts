import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  ciSystemOf,
  CODE_REGISTRY,
  createRedactor,
  DIAGNOSIS_SCHEMA,
  exitCodeFor,
  findMistakes,
  finishFindings,
  MigrunError,
  selectTargets,
  severitiesFor,
  worstExitCode,
} from "@migrun/core";
import type {
  Diagnosis,
  ExitCode,
  Finding,
  FixFacts,
  IsolationFacts,
  PassedOverFact,
  Repository,
  Target,
} from "@migrun/core";
import { defaultConfig } from "../config/load-config.ts";
import { findBase } from "../git/base.ts";
import { createPythonProbe } from "../python/probe-python.ts";
import { repositoryRoot } from "../git/repository-root.ts";
import {
  groundOf,
  isNothing,
  noTargets,
  prepareGround,
  type RunGround,
  unknownNames,
} from "../run/prepare-run.ts";
import { mapTexts, secretsOf } from "../run/redact-report.ts";
import type { RunIo, Scene } from "../run/run-request.ts";
import { discoverTargets } from "../targets/discover-targets.ts";
import { diagnoseIsolation } from "./diagnose-isolation.ts";
import { createServerDoctor } from "./diagnose-server.ts";
import { type DiagnosedTarget, diagnoseTarget } from "./diagnose-target.ts";
import { applyFix } from "./fix/apply-fix.ts";
import { ignoredConfigs } from "./ignored-configs.ts";
import { nextStep } from "./next-step.ts";
import { problemsOf } from "./problems.ts";
import { readRepository } from "./read-repository.ts";

/** What `doctor` is asked. */
export interface DoctorRequest extends Scene {
  readonly names: readonly string[];
  /** Write the variables that settings demand and nobody gave into migrun's configuration. */
  readonly fix: boolean;
}

/** Looks at a repository and tells what a run would find. Writes nothing, unless it was asked to fix. */
export async function diagnose(request: DoctorRequest, io: RunIo): Promise<Diagnosis> {
  const first = await examine(request, io);
  if (!request.fix) return first.diagnosis();
  const fix = await applyFix(request, first.ground.loaded, first.missing);
  const again = fix.written.length === 0 ? first : await examine(request, io);
  // Placeholders that were just written are no secrets; what was there before is.
  return { ...again.diagnosis(), fix: mapTexts(fix, first.redact) as FixFacts };
}

interface Examination {
  readonly ground: RunGround;
  /** Variables that nobody gives, by target. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  readonly redact: (text: string) => string;
  readonly diagnosis: () => Diagnosis;
}

async function examine(request: DoctorRequest, io: RunIo): Promise<Examination> {
  const { cwd, env } = request;
  const { ground, error } = await readableGround(request);
  const [found, base, ignored, repository] = await Promise.all([
    discoverTargets({ cwd, loaded: ground.loaded, env }),
    findBase({ cwd, since: request.flags.since, env: env as NodeJS.ProcessEnv, signal: io.signal }),
    ignoredConfigs(cwd, env),
    readRepository(cwd, ground.root, env),
  ]);
  const everything = [...found.targets, ...found.problems];
  const isEmpty = isNothing(request.names, found);
  const here = request.names.length === 0 ? everything.filter(found.isHere) : everything;
  const selected = selectTargets(here, request.names);
  if (!selected.ok && !isEmpty) throw unknownNames(selected.error);
  const chosen = new Set<unknown>(selected.ok ? selected.value : []);
  const targets = found.targets.filter((target) => chosen.has(target));
  const diagnosed = await diagnoseAll(targets, request, ground);
  const python = diagnosed.find(({ executable }) => executable !== null)?.executable ?? null;
  const isolation = await diagnoseIsolation(ground.config, { targets, python, signal: io.signal });
  io.signal.throwIfAborted();
  const redact = createRedactor(await secretsOf({ targets: found.targets, config: ground.config }, env));
  const problems = problemsOf({
    ground,
    errors: [error, isolation.problem].filter((one) => one !== null),
    diagnosed,
    unreadable: found.problems.filter((problem) => chosen.has(problem)),
    none: isEmpty ? noTargets(found) : null,
  });
  const mistakes = mistakesOf(diagnosed, repository, ground);
  const passedOver = [
    ...found.passedOver,
    ...ignored.filter((one) => !found.passedOver.some(({ file }) => file === one.file)),
  ];
  const shownPassedOver = passedOver.map((one) => ({ ...one, file: ground.show(one.file) }));
  const facts = {
    request,
    isolation: isolation.facts,
    ground,
    base,
    diagnosed,
    problems,
    mistakes,
    repository,
    passedOver: shownPassedOver,
  };
  return {
    ground,
    missing: new Map(
      diagnosed.map(({ diagnosis }) => [
        diagnosis.name,
        diagnosis.required.filter((one) => one.given === null).map(({ name }) => name),
      ]),
    ),
    redact,
    diagnosis: () => mapTexts(documentOf(facts), redact) as Diagnosis,
  };
}

/** A configuration that cannot be read is told, and the rest is looked at without it. */
async function readableGround(
  request: DoctorRequest,
): Promise<{ readonly ground: RunGround; readonly error: MigrunError | null }> {
  try {
    return { ground: await prepareGround(request), error: null };
  } catch (error) {
    if (!(error instanceof MigrunError)) throw error;
    return { ground: groundOf(request.cwd, defaultConfig(request.cwd)), error };
  }
}

async function diagnoseAll(
  targets: readonly Target[],
  { cwd, env }: DoctorRequest,
  ground: RunGround,
): Promise<readonly DiagnosedTarget[]> {
  const probe = createPythonProbe(env);
  const server = createServerDoctor(ground.config, env, cwd);
  return await Promise.all(
    targets.map((target) => diagnoseTarget(target, { ground, cwd, env, probe, server })),
  );
}

function mistakesOf(
  diagnosed: readonly DiagnosedTarget[],
  repository: Repository,
  { config }: RunGround,
): readonly Finding[] {
  const subjects = diagnosed.map(({ subject }) => subject);
  return finishFindings(findMistakes({ repository, subjects }), {
    target: null,
    registry: CODE_REGISTRY,
    rules: severitiesFor(config, null, CODE_REGISTRY),
    ignores: [],
    sharedIgnores: [...config.ignore, ...subjects.flatMap(({ name }) => config.targets[name]?.ignore ?? [])],
    today: new Date().toISOString().slice(0, 10),
  }).findings;
}

interface DocumentFacts {
  readonly request: DoctorRequest;
  readonly isolation: IsolationFacts;
  readonly ground: RunGround;
  readonly base: Awaited<ReturnType<typeof findBase>>;
  readonly diagnosed: readonly DiagnosedTarget[];
  readonly problems: readonly { readonly finding: Finding; readonly exitCode: ExitCode }[];
  readonly mistakes: readonly Finding[];
  readonly repository: Repository;
  readonly passedOver: readonly PassedOverFact[];
}

function documentOf(facts: DocumentFacts): Diagnosis {
  const { request, ground, base, diagnosed, mistakes, repository, passedOver } = facts;
  const targets = diagnosed.map(({ diagnosis }) => diagnosis);
  const python = targets.find((target) => target.python.found)?.python;
  const problems = facts.problems.map(({ finding }) => finding);
  const exitCode = worstExitCode([
    ...facts.problems.map((problem) => problem.exitCode),
    exitCodeFor({ targets: [], problems: mistakes, strict: ground.config.strict }),
  ]);
  const count = (severity: Finding["severity"]): number =>
    mistakes.filter((one) => one.severity === severity && one.suppressed === null).length;
  const top = repositoryRoot(request.cwd);
  return {
    $schema: DIAGNOSIS_SCHEMA,
    schemaVersion: 1,
    ok: exitCode === 0,
    exitCode,
    versions: {
      migrun: request.migrun ?? "0.0.0",
      node: process.versions.node,
      python: python?.version ?? null,
      alembic: python?.alembic ?? null,
      sqlalchemy: python?.sqlalchemy ?? null,
      postgres: targets.find(({ server }) => server.version !== null)?.server.version ?? null,
    },
    repository: {
      root: top === null ? null : ground.show(top),
      base:
        base.kind === "commit"
          ? { ref: base.ref, commit: base.commit, reason: null }
          : { ref: null, commit: null, reason: base.reason },
      config: ground.loaded.files.map(ground.show),
      ci: repository.files.flatMap((file) => {
        const system = existsSync(resolve(request.cwd, file)) ? ciSystemOf(file) : null;
        return system === null ? [] : [{ system, file }];
      }),
    },
    isolation: facts.isolation,
    summary: {
      targets: targets.length,
      passedOver: passedOver.length,
      problems: problems.length,
      mistakes: { error: count("error"), warning: count("warning"), notice: count("notice") },
    },
    problems,
    targets,
    passedOver,
    mistakes,
    fix: null,
    next: nextStep({ problems, targets, mistakes }),
  };
}
