import type { LiveStatus, RevisionId } from "@migrun/core";
import type { LiveFailure } from "./live-place.ts";
import { lookInto } from "./look-into.ts";
import type { LiveTarget } from "./read-live-targets.ts";
import type { LiveLimits } from "./with-live-connection.ts";

/** The state of a target, and why it could not be told. */
export interface TargetLook {
  readonly status: LiveStatus;
  /** Rows that no file has. */
  readonly strangers: readonly RevisionId[];
  /** As in `LiveLook`. */
  readonly appliedAt: number | null;
  /** `no-files`: the revision files do not tell what to expect. Null: it was looked into. */
  readonly failure: LiveFailure["kind"] | "no-files" | null;
}

/** How a target is looked at. */
export interface LookOptions {
  readonly limits: LiveLimits;
  readonly redact: (text: string) => string;
}

/** Looks into the live database of a target. What fails is a state; only an aborted signal throws. */
export async function lookAtTarget(target: LiveTarget, options: LookOptions): Promise<TargetLook> {
  const { name, place, obstacle, question } = target;
  const { limits, redact } = options;
  if (obstacle !== null) return unlooked(target, "unknown", { kind: "no-files", message: redact(obstacle) });
  const looked = place.ok ? await lookInto(place.value, question, limits) : place;
  if (!looked.ok)
    return unlooked(target, "unreachable", { ...looked.error, message: redact(looked.error.message) });
  const { appliedAt } = looked.value;
  const { state, current, expected, pending, strangers, reason } = looked.value.verdict;
  return { status: { name, state, current, expected, pending, reason }, strangers, appliedAt, failure: null };
}

/** The state of a target that was not looked into. */
export function unlooked(
  { name, question }: Pick<LiveTarget, "name" | "question">,
  state: "unknown" | "unreachable",
  { kind, message }: { readonly kind: NonNullable<TargetLook["failure"]>; readonly message: string },
): TargetLook {
  const expected = state === "unknown" ? [] : question.graph.realHeads.toSorted();
  return {
    status: { name, state, current: [], expected, pending: [], reason: message },
    strangers: [],
    appliedAt: null,
    failure: kind,
  };
}
