import type { RunIo } from "../engine.ts";
import type { Io } from "../io.ts";
import type { Invocation } from "../invocation.ts";
import { startProgress } from "../progress/progress.ts";
import { verbosityOf } from "./scene.ts";

/** How much of its progress a command shows. */
export interface ShownWork {
  /** Default: as `--quiet` says. */
  readonly quiet?: boolean;
  /** Default: as the flags say. */
  readonly verbosity?: number;
  /** Does it take long enough for progress to be read? */
  readonly needsDatabase: boolean;
}

/** Does a command's work with its progress on stderr, which is gone again when this returns or throws. */
export async function withProgress<T>(
  { invocation, io }: { readonly invocation: Invocation; readonly io: Io },
  shown: ShownWork,
  work: (io: RunIo) => Promise<T>,
): Promise<T> {
  const { quiet, color } = invocation.options;
  const progress = startProgress(io, { quiet, color, verbosity: verbosityOf(invocation, io), ...shown });
  try {
    return await work({ emit: progress.emit, signal: io.signal });
  } finally {
    progress.stop();
  }
}
