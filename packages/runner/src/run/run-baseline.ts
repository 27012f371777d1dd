import type { Report } from "@migrun/core";
import type { TextFile } from "./baseline-of-run.ts";
import { runAll } from "./run-all.ts";
import type { BaselineFlags, RunIo, RunRequest } from "./run-request.ts";

/** What `migrun baseline` found, and the file that it asks to be written. */
export interface BaselineRun {
  /** As it is once the file is written. */
  readonly report: Report;
  /** Null: nothing changes. */
  readonly write: TextFile | null;
}

/**
 * Runs all checks and makes the next baseline of them: without a file, of everything that may be accepted; with one, of what
 * it already accepts and is still there. Only `acceptNew` lets it grow.
 */
export async function runBaseline(request: RunRequest & BaselineFlags, io: RunIo): Promise<BaselineRun> {
  const { acceptNew, dryRun, ...rest } = request;
  let write: TextFile | null = null;
  const report = await runAll({ ...rest, command: "baseline", baseline: { acceptNew, dryRun } }, io, {
    onBaseline: (file) => (write = file),
  });
  return { report, write };
}
