import type { Effect } from "./effects/effect.ts";

/** What is taken for granted of the sessions that run the revisions: true: somebody sets a limit. */
export interface AssumedTimeouts {
  readonly lockTimeout: boolean;
  readonly statementTimeout: boolean;
}

/** A setting that ends a wait. */
export type Timeout = "lock_timeout" | "statement_timeout";

/** The settings of the session, as far as statements said them. */
export class SessionSettings {
  readonly #session = new Map<string, readonly string[]>();
  readonly #local = new Map<string, readonly string[]>();
  readonly #assumed: Readonly<Record<Timeout, boolean>>;

  constructor({ lockTimeout, statementTimeout }: AssumedTimeouts) {
    this.#assumed = { lock_timeout: lockTimeout, statement_timeout: statementTimeout };
  }

  /** The value in force; null: nobody has set it. */
  get(name: string): string | null {
    return this.list(name)?.join(", ") ?? null;
  }

  /** As `get`, the values of a list. */
  list(name: string): readonly string[] | null {
    return this.#local.get(name) ?? this.#session.get(name) ?? null;
  }

  /** Does a wait or a statement end by itself? Where nobody said so, what is assumed counts. */
  isLimited(timeout: Timeout): boolean {
    const value = this.get(timeout);
    return value === null ? this.#assumed[timeout] : isTime(value);
  }

  /** Set to a time by a statement, and not only assumed. */
  isSet(timeout: Timeout): boolean {
    const value = this.get(timeout);
    return value !== null && isTime(value);
  }

  apply({ name, values, local, reset }: Effect<"set">, inTransaction: boolean): void {
    if (reset && name === "all") {
      this.#session.clear();
      this.#local.clear();
      return;
    }
    // SET LOCAL outside of a transaction does nothing.
    if (local && !inTransaction) return;
    if (reset || values === null) {
      this.#local.delete(name);
      this.#session.delete(name);
      return;
    }
    // SET also ends what SET LOCAL said before it.
    if (!local) this.#local.delete(name);
    (local ? this.#local : this.#session).set(name, values);
  }

  endTransaction(): void {
    this.#local.clear();
  }
}

/** `3s`, `500`, `1min`; not `0`, `0ms`, `-1`. */
function isTime(value: string): boolean {
  return Number.parseFloat(value) > 0;
}
