import { setTimeout as pause } from "node:timers/promises";
import type { LiveTarget } from "../live/read-live-targets.ts";
import { LookTurns } from "../live/look-turns.ts";
import { lookAtTarget, type TargetLook, unlooked } from "../live/look-at-target.ts";

/** A look and when it was begun. */
export interface CachedLook {
  readonly look: TargetLook;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How looks are kept. */
export interface LookCacheOptions {
  readonly targets: readonly LiveTarget[];
  /** How long a look holds. Milliseconds. */
  readonly holdsMs: number;
  readonly redact: (text: string) => string;
  /** Ends every look. */
  readonly signal: AbortSignal;
}

/** Milliseconds. `whole`: several hosts and ways of TLS may be tried within it. */
const LIMITS = { connectTimeoutMs: 2000, statementTimeoutMs: 2000, whole: 5000 } as const;

/**
 * Looks at live databases for many who ask: a look holds for a while, and while one is under way all who ask wait for
 * that one (single flight), so that a probe storm is one connection.
 */
export class LookCache {
  readonly #options: LookCacheOptions;
  readonly #flights = new Map<string, Promise<CachedLook>>();
  readonly #held = new Map<string, CachedLook>();
  readonly #turns = new LookTurns();

  constructor(options: LookCacheOptions) {
    this.#options = options;
  }

  /** By name. */
  get targets(): readonly LiveTarget[] {
    return this.#options.targets;
  }

  /** The state of a target; never older than the cache holds, and never a failure that is thrown. */
  async get(target: LiveTarget): Promise<CachedLook> {
    const held = this.#held.get(target.name);
    if (held !== undefined && Date.now() - held.at < this.#options.holdsMs) return held;
    const flight = this.#flights.get(target.name) ?? this.#begin(target);
    return await flight;
  }

  #begin(target: LiveTarget): Promise<CachedLook> {
    const flight = this.#look(target).finally(() => this.#flights.delete(target.name));
    this.#flights.set(target.name, flight);
    return flight;
  }

  async #look(target: LiveTarget): Promise<CachedLook> {
    const at = Date.now();
    const look = await this.#lookInTurn(target);
    const cached = { look, at };
    this.#held.set(target.name, cached);
    return cached;
  }

  /** The time for a look begins with its turn. */
  async #lookInTurn(target: LiveTarget): Promise<TargetLook> {
    const { signal } = this.#options;
    try {
      return await this.#turns.run(target, signal, () => this.#lookInTime(target));
    } catch (error) {
      if (!signal.aborted) throw error;
      return unlooked(target, "unreachable", { kind: "timed-out", message: "the server is going away" });
    }
  }

  async #lookInTime(target: LiveTarget): Promise<TargetLook> {
    const { redact, signal } = this.#options;
    const over = new AbortController();
    const limits = { ...LIMITS, signal: AbortSignal.any([signal, over.signal]) };
    const timer = new AbortController();
    void pause(LIMITS.whole, undefined, { signal: timer.signal, ref: false }).then(
      () => over.abort(),
      () => {},
    );
    try {
      return await lookAtTarget(target, { limits, redact });
    } catch (error) {
      if (!limits.signal.aborted) throw error;
      return unlooked(target, "unreachable", { kind: "timed-out", message: "it did not answer in time" });
    } finally {
      timer.abort();
    }
  }
}
