import type { Demand } from "@migrun/core";
import type { Scene } from "../run/run-request.ts";

/** Whose live databases a command looks into. */
export interface LiveRequest extends Scene {
  /** As in `RunRequest`; empty: all. */
  readonly names: readonly string[];
}

/** What `verify` demands. */
export interface VerifyRequest extends LiveRequest {
  readonly demand: Demand;
  /** Do warnings fail too? */
  readonly strict: boolean;
}

/** What `wait` waits for, and how long. */
export interface WaitRequest extends LiveRequest {
  readonly demand: Demand;
  /** Seconds; 0: looks once. */
  readonly timeoutSeconds: number;
}
