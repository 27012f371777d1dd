import type { Launch } from "../network/launch.ts";
import { networkError } from "../network/network-problem.ts";
import { createPrivateNetwork, type PrivateNetwork } from "../network/private-network.ts";

/** What the network of a run depends on. */
export interface RunNetworkOptions {
  /** `isolation: strict`. */
  readonly isStrict: boolean;
  readonly signal: AbortSignal;
}

/**
 * The network of one run: with `isolation: strict` one of its own for all its Pythons, servers and commands,
 * made at the first need; else that of this machine.
 */
export class RunNetwork implements AsyncDisposable {
  readonly isStrict: boolean;
  readonly #signal: AbortSignal;
  #made: Promise<PrivateNetwork> | null = null;
  #inForce = false;

  constructor({ isStrict, signal }: RunNetworkOptions) {
    this.isStrict = isStrict;
    this.#signal = signal;
  }

  /** Is there a network of its own, with everything of this run inside? */
  get inForce(): boolean {
    return this.#inForce;
  }

  /**
   * How programs of the run are started; null: in the network of this machine. Throws a `MigrunError` (exit 3)
   * where a network of its own was asked for and cannot be had. `python` makes it, if nobody did before.
   */
  async launch(python = "python3"): Promise<Launch | null> {
    if (!this.isStrict) return null;
    this.#made ??= this.#make(python);
    return (await this.#made).launch;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#made?.catch(() => null))?.[Symbol.dispose]();
  }

  async #make(python: string): Promise<PrivateNetwork> {
    const made = await createPrivateNetwork(python, this.#signal);
    if (!made.ok) throw networkError(made.error);
    this.#inForce = true;
    return made.value;
  }
}
