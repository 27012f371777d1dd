import { type RawRead, TracedTransaction } from "@migrun/core";
import type { BridgeError, BridgeErrorKind, EngineRun, RecordedStatement } from "./protocol.ts";
import type { Seen, WireError, WireNote } from "./wire.ts";

/** What one request has told so far; complete up to the moment a process is killed. */
export class RequestRecord {
  readonly #runs: (EngineRun & { revisions: string[] })[] = [];
  readonly #statements: RecordedStatement[] = [];
  readonly #finished = new Set<number>();
  readonly #grounds = new Map<number, TracedTransaction>();
  #step: { readonly revision: string; readonly direction: "upgrade" | "downgrade" } | null = null;

  get statements(): readonly RecordedStatement[] {
    return this.#statements;
  }

  /** Takes in one note of the Python side. */
  add(note: WireNote): void {
    if ("run" in note) {
      this.#runs.push({ ...note.run, revisions: [] });
    } else if ("step" in note) {
      this.#step = { revision: note.step, direction: note.direction };
    } else if ("ran" in note) {
      this.#step = null;
      this.#runs[note.ran]?.revisions.push(note.event.revision);
    } else if ("statement" in note) {
      this.#statements.push({ ...note.statement, trace: null });
    } else if ("ended" in note) {
      this.#finish(note);
    } else if ("state" in note) {
      const former = note.since === null ? undefined : this.#grounds.get(note.since);
      this.#grounds.set(note.ground, new TracedTransaction(note.state, former));
    } else if ("traced" in note) {
      this.#trace(note.traced, note);
    }
  }

  /** The whole error: what Python said of it, and what had happened until then. */
  errorFrom(error: WireError): BridgeError {
    return { ...error, statements: this.#statements, runs: this.#runs };
  }

  /** An error that only Node can see: the process is gone, late, or not wanted any more. */
  errorOf(kind: BridgeErrorKind, message: string): BridgeError {
    return this.errorFrom({
      kind,
      exception: null,
      message,
      frames: [],
      revision: this.#step?.revision ?? null,
      direction: this.#step?.direction ?? null,
      statement: this.#unfinished()?.sql ?? null,
      sqlState: null,
      variables: [],
    });
  }

  #finish(note: Extract<WireNote, { readonly ended: number }>): void {
    const statement = this.#statements[note.ended];
    if (statement === undefined) return;
    this.#finished.add(note.ended);
    const sql = note.sql ?? statement.sql;
    this.#statements[note.ended] = { ...statement, sql, durationMs: note.durationMs };
    if (note.seen !== undefined) this.#trace(note.ended, note.seen);
  }

  #trace(index: number, { ground, read, watched, pausedMs }: Seen): void {
    const statement = this.#statements[index];
    if (statement === undefined) return;
    const trace = this.#grounds.get(ground)?.read({
      read: JSON.parse(read) as RawRead,
      watched,
      durationMs: statement.durationMs,
      pausedMs,
    });
    if (trace !== undefined) this.#statements[index] = { ...statement, trace };
  }

  #unfinished(): RecordedStatement | undefined {
    const last = this.#statements.length - 1;
    return this.#finished.has(last) ? undefined : this.#statements[last];
  }
}
