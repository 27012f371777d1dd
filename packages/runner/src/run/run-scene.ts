import type { CheckId, Target } from "@migrun/core";
import type { TextFile } from "./baseline-of-run.ts";
import type { RunBase } from "./find-run-base.ts";
import type { RunJudge } from "./judge-target.ts";
import type { PreparedRun } from "./prepare-run.ts";
import type { RunIo, RunRequest } from "./run-request.ts";
import type { LazySession } from "./lazy-session.ts";
import type { TargetRun } from "./run-target.ts";
import type { TargetFiles } from "./run-target-files.ts";

/** What `exec` does with the migrated database of its target. */
export type UseUpgraded = TargetRun["useUpgraded"];

/** What a command does beside the checks of its run. */
export interface RunHooks {
  readonly useUpgraded?: UseUpgraded;
  /** Called for each target when its files are read, before its databases. */
  readonly onFiles?: (target: Target, files: TargetFiles) => void;
  /** Called at the end with the baseline file to be written; null: nothing changes. */
  readonly onBaseline?: (file: TextFile | null) => void;
}

/** Everything that the stages of one run share. */
export interface RunScene {
  readonly request: RunRequest;
  readonly io: RunIo;
  readonly prepared: PreparedRun;
  readonly session: LazySession;
  readonly base: RunBase;
  readonly judge: RunJudge;
  /** Wanted checks on a database; empty: no server and no Python is started for them. */
  readonly databaseChecks: ReadonlySet<CheckId>;
  readonly hooks: RunHooks;
}
