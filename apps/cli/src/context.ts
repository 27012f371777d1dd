import type { LoadEngine } from "./engine.ts";
import type { Io } from "./io.ts";

/** What a command works with. */
export interface Context {
  readonly io: Io;
  readonly loadEngine: LoadEngine;
}
