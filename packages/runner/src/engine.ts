import { availableParallelism } from "node:os";
import type { DraftFile, InitDraft } from "./init/draft-init.ts";
import type { MendOutcome, MendRequest } from "./mend/mend-request.ts";
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
import type { PlacedFile } from "./recipes/write-recipe.ts";
import type { LintFilesRequest } from "./sql/lint-files-request.ts";
import { loadScene } from "./run/prepare-run.ts";
import { runAll } from "./run/run-all.ts";
import type { BaselineRun } from "./run/run-baseline.ts";
import { type GraphOutcome, runGraph } from "./run/run-graph.ts";
import type { BaselineFlags, ExecOutcome, ExecRequest, RunIo, RunRequest, Scene } from "./run/run-request.ts";

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
  /** The check lint on SQL files, as that of a target named `sql`. */
  lintFiles(request: LintFilesRequest, io: RunIo): Promise<Report>;
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

/** The engine of the command of this version. What only some commands need is loaded by them. */
export function createEngine(migrun: string): Engine {
  return {
    runAll: (request, io) => runAll({ ...request, migrun }, io),
    baseline: async (request, io) =>
      (await import("./run/run-baseline.ts")).runBaseline({ ...request, migrun }, io),
    lintFiles: async (request, io) =>
      (await import("./sql/lint-files.ts")).lintFiles({ ...request, migrun }, io),
    exec: async (request, io) => (await import("./run/run-exec.ts")).runExec({ ...request, migrun }, io),
    graph: (request, io) => runGraph({ ...request, migrun }, io),
    merge: async (request, io) => (await import("./mend/run-merge.ts")).runMerge({ ...request, migrun }, io),
    rebase: async (request, io) =>
      (await import("./mend/run-rebase.ts")).runRebase({ ...request, migrun }, io),
    status: async (request, io) =>
      (await import("./live/run-status.ts")).runStatus({ ...request, migrun }, io),
    verify: async (request, io) =>
      (await import("./live/run-verify.ts")).runVerify({ ...request, migrun }, io),
    wait: async (request, io) => (await import("./live/run-wait.ts")).runWait({ ...request, migrun }, io),
    serve: async (request, io) => (await import("./serve/run-serve.ts")).runServe({ ...request, migrun }, io),
    doctor: async (request, io) =>
      (await import("./doctor/diagnose.ts")).diagnose({ ...request, migrun }, io),
    upgrade: async (request, io) => (await import("./deploy/run-upgrade.ts")).runUpgrade(request, io),
    lock: async (request, io) => (await import("./deploy/run-lock.ts")).runLock(request, io),
    config: viewConfig,
    versions: async (scene) => (await import("./machine.ts")).readVersions(scene),
    installServer: async (major, io) => (await import("./machine.ts")).installMajor(major, io),
    collectGarbage: async (scene) => (await import("./machine.ts")).collectGarbage(scene),
    generate: async (scene, names, request) =>
      (await import("./recipes/make-recipe.ts")).makeRecipe(scene, names, request),
    placeRecipe: async ({ cwd }, files, folder) =>
      (await import("./recipes/write-recipe.ts")).placeRecipe(files, folder, cwd),
    writeRecipe: async ({ cwd }, files, folder) =>
      (await import("./recipes/write-recipe.ts")).writeRecipe(files, folder, cwd),
    draftInit: async (scene, request) => (await import("./init/draft-init.ts")).draftInit(scene, request),
    writeInit: async (draft) => (await import("./init/write-init.ts")).writeInit(draft),
  };
}

async function viewConfig(scene: Scene): Promise<ConfigView> {
  const loaded = await loadScene(scene);
  const { inferredRows } = await import("./targets/inferred-rows.ts");
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
