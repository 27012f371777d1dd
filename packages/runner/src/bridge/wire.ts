import type { RawState } from "@migrun/core";
import type {
  AskedDatabase,
  BridgeError,
  BridgeEvent,
  EngineRun,
  GivenDatabase,
  RecordedStatement,
} from "./protocol.ts";

/** What Node writes to the process of a target. */
export type ToChild =
  | { readonly id: number; readonly operation: string; readonly request: unknown }
  | { readonly answer: GivenDatabase | readonly (readonly [number, string])[] | null };

/** A failure as the Python side tells it; what was recorded has been sent before. */
export type WireError = Omit<BridgeError, "statements" | "runs">;

/** The end of a request. */
export type WireAnswer =
  | { readonly id: number; readonly result: Record<string, unknown> }
  | { readonly id: number; readonly error: WireError };

/** Notes that are sent as things happen, so that nothing is lost when the process is killed. */
export type WireNote =
  | { readonly run: EngineRun }
  | { readonly step: string; readonly direction: "upgrade" | "downgrade" }
  | { readonly ran: number; readonly event: BridgeEvent & { readonly event: "revision" } }
  | { readonly statement: Omit<RecordedStatement, "trace"> }
  /** What was there when a traced transaction began, or what is new since another did. */
  | { readonly ground: number; readonly state: RawState; readonly since: number | null }
  /** Of a statement that has ended before. */
  | ({ readonly traced: number } & Seen)
  | { readonly ended: number; readonly durationMs: number; readonly sql?: string; readonly seen?: Seen }
  /** Of a deploy: what one `run_migrations()` is going to do. */
  | { readonly plan: readonly string[]; readonly direction: "upgrade" | "downgrade" }
  /** Of a deploy: a revision did something that no rollback takes back. */
  | { readonly unsafe: string }
  /** Of a deploy: statements of a revision that it committed in its middle; not all, where they are many. */
  | { readonly kept: string; readonly statements: readonly string[] }
  /** Of a deploy: the database that was reached, as it is shown. */
  | { readonly place: string };

/** What the server had done after a statement. */
export interface Seen {
  readonly ground: number;
  readonly pausedMs: number;
  /** JSON of a `RawRead`. */
  readonly read: string;
  readonly watched: readonly (readonly [number, string])[] | null;
}

/** What the process of a target writes to Node. */
export type FromChild =
  | WireAnswer
  | WireNote
  | { readonly event: BridgeEvent }
  | { readonly question: "database"; readonly asked: AskedDatabase }
  /** A second connection is to look at the locks of this backend, from now until it is asked for them. */
  | { readonly question: "watch"; readonly pid: number; readonly database: string }
  | { readonly question: "watched" };

/** How a process ended: by itself, or by a signal. Both null where nobody can tell. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}
