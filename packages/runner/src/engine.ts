import { availableParallelism } from "node:os";
import type { DraftFile, InitDraft } from "./init/draft-init.ts";
import { draftInit } from "./init/draft-init.ts";
import { writeInit } from "./init/write-init.ts";
import type { MendOutcome, MendRequest } from "./mend/mend-request.ts";
import { runMerge } from "./mend/run-merge.ts";
import { runRebase } from "./mend/run-rebase.ts";
import {
  type ConfigRow,
  describeConfig,
  type Diagnosis,
  type InitRequest,
  type Recipe,
  type RecipeFile,
  type RecipeRequest,
  relativePath,
  type Report,
} from "@migrun/core";
import type { LiveRequest, VerifyRequest, WaitRequest } from "./live/live-request.ts";
import type { StatusOutcome } from "./live/run-status.ts";
import type { VerifyOutcome } from "./live/run-verify.ts";
import type { WaitIo, WaitOutcome } from "./live/run-wait.ts";
import type { ServeIo } from "./serve/run-serve.ts";
import type { ServeRequest } from "./serve/serve-request.ts";
import type { DoctorRequest } from "./doctor/diagnose.ts";
import type { UpgradeIo, UpgradeOutcome, UpgradeRequest } from "./deploy/deploy-request.ts";
import type { LockRequest, LockState } from "./deploy/run-lock.ts";
import { findPython } from "./python/find-python.ts";
import { repositoryRoot } from "./git/repository-root.ts";
import { inferredRows } from "./targets/inferred-rows.ts";
import { type PlacedFile, placeRecipe, writeRecipe } from "./recipes/write-recipe.ts";
import { loadScene } from "./run/prepare-run.ts";
import { runAll } from "./run/run-all.ts";
import { type BaselineRun, runBaseline } from "./run/run-baseline.ts";
import { runExec } from "./run/run-exec.ts";
import { type GraphOutcome, runGraph } from "./run/run-graph.ts";
import type { BaselineFlags, ExecOutcome, ExecRequest, RunIo, RunRequest, Scene } from "./run/run-request.ts";
import { installServer } from "./server/install-server.ts";
import { KNOWN_VERSIONS, postgresVersion } from "./server/known-versions.ts";
import { serverError } from "./server/server-problem.ts";
import { sweepGivenServer } from "./server/sweep-given-server.ts";
import { sweepClusters } from "./server/sweep.ts";

/** The effective configuration and the files it came from, relative to the working directory. */
export interface ConfigView {
  readonly files: readonly string[];
  readonly entries: readonly ConfigRow[];
}

/**
 * What the command line needs of the runner. An expected stop of the whole command is a `MigrunError`;
 * an aborted signal ends a run early with the report of what is known.
 */
export interface Engine {
  /** The SQL of a target is `data.sql` of its check `sql`; a kept database is described in `data.kept` of the check that failed. */
  runAll(request: RunRequest, io: RunIo): Promise<Report>;
  /** Writes nothing: the file that it gives is for the caller to write. */
  baseline(request: RunRequest & BaselineFlags, io: RunIo): Promise<BaselineRun>;
  exec(request: ExecRequest, io: RunIo): Promise<ExecOutcome>;
  /** The revision graphs of the targets, and the report of the check `heads` on them. */
  graph(request: RunRequest, io: RunIo): Promise<GraphOutcome>;
  /** Writes a merge revision of one target, by Alembic and the project's template. */
  merge(request: MendRequest, io: RunIo): Promise<MendOutcome>;
  /** Puts the new revisions of one target on the head of the base. */
  rebase(request: MendRequest, io: RunIo): Promise<MendOutcome>;
  /** Where the live databases stand. Reads only. */
  status(request: LiveRequest, io: RunIo): Promise<StatusOutcome>;
  /** Whether a deploy is done in the live databases. Reads only. */
  verify(request: VerifyRequest, io: RunIo): Promise<VerifyOutcome>;
  /** Waits for the live databases to be as demanded. Reads only. */
  wait(request: WaitRequest, io: WaitIo): Promise<WaitOutcome>;
  /** Serves the live state over HTTP until the signal aborts. */
  serve(request: ServeRequest, io: ServeIo): Promise<void>;
  /** What a run would find here, without running anything. Writes nothing but with `fix`. */
  doctor(request: DoctorRequest, io: RunIo): Promise<Diagnosis>;
  /** Migrates live databases under their locks, and proves the result. */
  upgrade(request: UpgradeRequest, io: UpgradeIo): Promise<UpgradeOutcome>;
  /** Who holds the locks of live databases; ends the session of one that is named. */
  lock(request: LockRequest, io: RunIo): Promise<readonly LockState[]>;
  config(scene: Scene): Promise<ConfigView>;
  /** Versions of everything that a run would use, as far as they can be found. */
  versions(scene: Scene): Promise<Omit<Report["versions"], "migrun" | "node">>;
  installServer(major: number, io: RunIo): Promise<{ readonly version: string; readonly directory: string }>;
  /** Removes what dead runs left behind; each in words, without secrets. */
  collectGarbage(scene: Scene, io: RunIo): Promise<readonly string[]>;
  /** Manifests, a chart or a snippet for the named targets; writes nothing. */
  generate(scene: Scene, names: readonly string[], request: RecipeRequest): Promise<Recipe>;
  /** Puts the files of a recipe beside what is in a folder, relative to the working directory; writes nothing. */
  placeRecipe(scene: Scene, files: readonly RecipeFile[], folder: string): Promise<readonly PlacedFile[]>;
  /** Writes those that are not there; never over one that is. */
  writeRecipe(scene: Scene, files: readonly PlacedFile[], folder: string): Promise<void>;
  /** What `init` would write; writes nothing. */
  draftInit(scene: Scene, request: InitRequest): Promise<InitDraft>;
  /** Writes the new files of a draft; never one that exists. */
  writeInit(draft: InitDraft): Promise<readonly DraftFile[]>;
}

/** The engine of the command of this version. */
export function createEngine(migrun: string): Engine {
  return {
    runAll: (request, io) => runAll({ ...request, migrun }, io),
    baseline: (request, io) => runBaseline({ ...request, migrun }, io),
    exec: (request, io) => runExec({ ...request, migrun }, io),
    graph: (request, io) => runGraph({ ...request, migrun }, io),
    merge: (request, io) => runMerge({ ...request, migrun }, io),
    rebase: (request, io) => runRebase({ ...request, migrun }, io),
    status: async (request, io) => {
      const { runStatus } = await import("./live/run-status.ts");
      return await runStatus({ ...request, migrun }, io);
    },
    verify: async (request, io) => {
      const { runVerify } = await import("./live/run-verify.ts");
      return await runVerify({ ...request, migrun }, io);
    },
    wait: async (request, io) => {
      const { runWait } = await import("./live/run-wait.ts");
      return await runWait({ ...request, migrun }, io);
    },
    serve: async (request, io) => {
      const { runServe } = await import("./serve/run-serve.ts");
      await runServe({ ...request, migrun }, io);
    },
    doctor: async (request, io) => {
      const { diagnose } = await import("./doctor/diagnose.ts");
      return await diagnose({ ...request, migrun }, io);
    },
    upgrade: async (request, io) => (await import("./deploy/run-upgrade.ts")).runUpgrade(request, io),
    lock: async (request, io) => (await import("./deploy/run-lock.ts")).runLock(request, io),
    config: viewConfig,
    versions: readVersions,
    installServer: async (major, io) => {
      const installed = await installServer(major, {
        env: process.env,
        signal: io.signal,
        onNote: (message) => io.emit({ kind: "run-note", message }),
      });
      if (installed.ok) return installed.value;
      throw serverError(installed.error);
    },
    collectGarbage,
    generate: async (scene, names, request) => {
      const { makeRecipe } = await import("./recipes/make-recipe.ts");
      return await makeRecipe(scene, names, request);
    },
    placeRecipe: ({ cwd }, files, folder) => placeRecipe(files, folder, cwd),
    writeRecipe: ({ cwd }, files, folder) => writeRecipe(files, folder, cwd),
    draftInit,
    writeInit,
  };
}

async function viewConfig(scene: Scene): Promise<ConfigView> {
  const loaded = await loadScene(scene);
  const inferred = await inferredRows(scene, loaded);
  const cores = { path: "jobs", value: availableParallelism(), origin: "default: number of cores" };
  const rows = describeConfig(loaded)
    .map((row) => (row.path === "jobs" && row.value === null ? cores : row))
    .filter((row) => !inferred.some((one) => one.path === row.path));
  return {
    files: loaded.files.map((file) => relativePath(scene.cwd, file)),
    entries: [...rows, ...inferred],
  };
}

async function readVersions(scene: Scene): Promise<Omit<Report["versions"], "migrun" | "node">> {
  const { config } = await loadScene(scene);
  const root = repositoryRoot(scene.cwd) ?? scene.cwd;
  const python = await findPython({ targetCwd: scene.cwd, root, configured: config.python, env: scene.env });
  const found = python.ok ? python.value : null;
  return {
    python: found?.python ?? null,
    alembic: found?.alembic ?? null,
    sqlalchemy: found?.sqlalchemy ?? null,
    postgres: config.server === "embedded" ? postgresVersionOf(config.postgres) : null,
  };
}

function postgresVersionOf(major: number): string | null {
  const known = KNOWN_VERSIONS[major];
  return known === undefined ? null : postgresVersion(known);
}

/** Dead clusters of this machine, kept ones too, and dead databases of a given server. */
async function collectGarbage(scene: Scene): Promise<readonly string[]> {
  const clusters = await sweepClusters(scene.env, { kept: true });
  const { server } = (await loadScene(scene)).config;
  const swept = server === "embedded" ? null : await sweepGivenServer(server);
  if (swept !== null && !swept.ok) throw serverError(swept.error);
  return [
    ...clusters.map((name) => `the folder and processes of ${name}`),
    ...(swept?.value ?? []).map((name) => `the database ${name} of the given server`),
  ];
}
