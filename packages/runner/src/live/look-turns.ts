import { createTurnstile, type Turnstile } from "../server/turnstile.ts";
import type { LiveTarget } from "./read-live-targets.ts";

/** Looks at once: they wait for the network, not for a core, and each holds a socket. */
const MOST = 64;
/** At once on one server, which may hold the databases of hundreds of targets and has connections for others too. */
const MOST_PER_SERVER = 16;

/** Lets looks begin, so that many targets are neither one after the other nor all at once. */
export class LookTurns {
  readonly #all = createTurnstile(MOST);
  readonly #servers = new Map<string, Turnstile>();

  /** Looks when it is the target's turn. Rejects with the signal's reason where that aborts before. */
  async run<T>(
    { place }: Pick<LiveTarget, "place">,
    signal: AbortSignal,
    look: () => Promise<T>,
  ): Promise<T> {
    // The server first: who waits for a slow one must not stand in the way of others.
    const leaveServer = await this.#serverOf(place).enter(signal);
    try {
      const leave = await this.#all.enter(signal);
      try {
        return await look();
      } finally {
        leave();
      }
    } finally {
      leaveServer();
    }
  }

  #serverOf(place: LiveTarget["place"]): Turnstile {
    const [first] = place.ok && place.value.kind === "postgresql" ? place.value.attempts : [];
    const key = first === undefined ? "" : `${first.endpoint.host}\0${first.endpoint.port}`;
    const turnstile = this.#servers.get(key) ?? createTurnstile(MOST_PER_SERVER);
    this.#servers.set(key, turnstile);
    return turnstile;
  }
}
