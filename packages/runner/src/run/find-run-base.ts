import { existsSync } from "node:fs";
import { type BaseComparison, type HistoryFile, MigrunError, revisionOf, type Target } from "@migrun/core";
import { type Base, findBase } from "../git/base.ts";
import { BaseFiles } from "../git/base-files.ts";
import { changedTargets } from "../git/changed-targets.ts";
import { releasedFiles, releasedIds, type ReleasedOptions } from "../git/released.ts";
import type { RunRequest } from "./run-request.ts";

/** What the run is compared with: revisions that exist there are released, the rest are new. */
export interface RunBase {
  readonly ref: string | null;
  readonly commit: string | null;
  /** Null: there is a base. Else why there is none, and all revisions are new. */
  readonly unknown: string | null;
  /** Tells released files of a target from new ones; a renamed file is known by its id. */
  releasedIn(target: Target): Promise<(file: HistoryFile) => boolean>;
  /** What has changed in the revision files of a target; null without a base. `added`: those that the base does not have. */
  compareIn(target: Target, added: readonly string[]): Promise<BaseComparison | null>;
  /** For `--changed`. Without a base every target counts as touched. */
  isTouched(target: Target): boolean;
}

/** A base that is being looked for. */
export interface BaseSearch {
  readonly request: RunRequest;
  readonly signal: AbortSignal;
  readonly started: Promise<Base>;
}

/** Begins to look for the base: git is at work while the targets are found. */
export function startBaseSearch(request: RunRequest, signal: AbortSignal): BaseSearch {
  const env = request.env as NodeJS.ProcessEnv;
  const started = findBase({ cwd: request.cwd, since: request.flags.since, env, signal });
  // Awaited later; until then a failure must not count as unhandled.
  started.catch(() => {});
  return { request, signal, started };
}

/** Finds the base of a run, and what `--changed` needs. */
export async function findRunBase(
  { request, signal, started }: BaseSearch,
  targets: readonly Target[],
): Promise<RunBase> {
  const env = request.env as NodeJS.ProcessEnv;
  const base = await started;
  if (base.kind === "none" && request.flags.since !== null && request.flags.since !== "") {
    throw new MigrunError(`--since ${request.flags.since}: ${base.reason}.`, {
      code: "MIGRUN_UNKNOWN_BASE",
      exitCode: 2,
      hint: "Name a branch, tag or commit that this clone has; in CI fetch the whole history (`fetch-depth: 0`).",
    });
  }
  const touched =
    request.flags.changed && base.kind === "commit"
      ? await changedTargets(base, targets, { env, signal })
      : null;
  const folders = targets.flatMap((target) => target.versionLocations);
  const options = { env, signal, files: new BaseFiles(base, folders, { env, signal }) };
  options.files.start();
  return {
    ref: base.kind === "commit" ? base.ref : null,
    commit: base.kind === "commit" ? base.commit : null,
    unknown: base.kind === "commit" ? null : base.reason,
    releasedIn: (target) => releasedIn(base, target, options),
    compareIn: async (target, added) => {
      if (base.kind === "none") return null;
      const changed = await options.files.changedIn(target.versionLocations);
      // Mostly nothing has changed, and then no parser is loaded to say so.
      if (changed?.length === 0 && added.length === 0)
        return { commit: base.commit.slice(0, 10), changed: [], added: [] };
      const { compareWithBase } = await import("../git/compare-with-base.ts");
      return await compareWithBase(base, { target, added }, options);
    },
    isTouched: (target) => touched === null || touched.has(target.name),
  };
}

async function releasedIn(
  base: Base,
  target: Target,
  options: ReleasedOptions,
): Promise<(file: HistoryFile) => boolean> {
  if (base.kind === "none") return () => false;
  const paths = await releasedFiles(base, target.versionLocations, options);
  // Only what has moved since is read from the base: what stands where it stood is known by its path.
  const known = new Map([...paths].filter((path) => existsSync(path)).map((path) => [path, ""]));
  const moved =
    known.size === paths.size
      ? new Set<string>()
      : await releasedIds(base, target.versionLocations, { ...options, known });
  return (file) => paths.has(file.file) || moved.has(revisionOf(file)?.id ?? "(none)");
}
