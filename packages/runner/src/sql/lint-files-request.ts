import type { Scene } from "../run/run-request.ts";

/** SQL files to be judged. */
export interface LintFilesRequest extends Scene {
  /** In the order in which they are run; `-` is stdin. */
  readonly files: readonly string[];
  /** What was there before; not judged. */
  readonly setup: readonly string[];
  /** Each statement outside of BEGIN and COMMIT is a transaction of its own; else all of a file are one. */
  readonly autocommit: boolean;
  /** The text of stdin, to its end. */
  readonly readStdin: () => Promise<Uint8Array>;
}
