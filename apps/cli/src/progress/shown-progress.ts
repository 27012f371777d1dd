import type { RunEvent } from "@migrun/core";

/** Shows on stderr that a run goes on. `stop` may be called more than once, and is on every path. */
export interface Progress {
  readonly emit: (event: RunEvent) => void;
  readonly stop: () => void;
}
