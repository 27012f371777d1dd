import type { Config, IsolationFacts, MigrunError, Target } from "@migrun/core";
import { networkError } from "../network/network-problem.ts";
import { createPrivateNetwork } from "../network/private-network.ts";
import { isolationLayers } from "../run/isolation-layers.ts";
import { serverOutside } from "../run/run-session.ts";

/** The layers of a run here, and what stands in the way of the one that was asked for. */
export interface IsolationDiagnosis {
  readonly facts: IsolationFacts;
  readonly problem: MigrunError | null;
}

/** Tries whether a network of its own can be made: it is made, and given up at once. */
export async function diagnoseIsolation(
  config: Config,
  run: {
    readonly targets: readonly Target[];
    /** The interpreter that makes the network; null: the one on PATH. */
    readonly python: string | null;
    readonly signal: AbortSignal;
  },
): Promise<IsolationDiagnosis> {
  const made = await createPrivateNetwork(run.python ?? "python3", run.signal);
  if (made.ok) made.value[Symbol.dispose]();
  const isWanted = config.isolation === "strict";
  const outside = isWanted ? serverOutside(config, run.targets) : null;
  return {
    facts: {
      layers: isolationLayers(isWanted && made.ok && outside === null),
      strict: { available: made.ok, reason: made.ok ? null : made.error.reason },
    },
    problem: outside ?? (isWanted && !made.ok ? networkError(made.error) : null),
  };
}
