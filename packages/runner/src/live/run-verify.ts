import { meets, type Report, type VerifiedTarget } from "@migrun/core";
import { runPlan } from "../run/run-plan.ts";
import type { RunIo } from "../run/run-request.ts";
import { checkLiveObjects, type LiveObjects } from "./check-live-objects.ts";
import type { VerifyRequest } from "./live-request.ts";
import { lookAtTarget, type LookOptions, type TargetLook, unlooked } from "./look-at-target.ts";
import { type LiveTarget, readLiveTargets } from "./read-live-targets.ts";
import { LOOKS_AT_ONCE, refuseNoUrl } from "./run-status.ts";
import { PATIENT, withLiveConnection } from "./with-live-connection.ts";

/** One live database after a deploy. */
export interface VerifyLook {
  readonly verified: VerifiedTarget;
  /** As in `TargetLook`. */
  readonly failure: TargetLook["failure"];
}

/** What `verify` found. */
export interface VerifyOutcome {
  /** By name. */
  readonly looks: readonly VerifyLook[];
  /** Configs that could not be read as a target. */
  readonly problems: Report["problems"];
}

const NOTHING: LiveObjects = { invalidIndexes: [], unvalidatedConstraints: [] };

/** Proves from fresh connections that a deploy is done: rows, indexes, constraints. Changes nothing. */
export async function runVerify(request: VerifyRequest, io: RunIo): Promise<VerifyOutcome> {
  const { targets, report, redact } = await readLiveTargets(request, io);
  const options = { limits: { ...PATIENT, signal: io.signal }, redact };
  const looks = await runPlan(
    targets.map((target) => async (): Promise<VerifyLook> => {
      const { look, objects } = await verifyTarget(target, options);
      const isThere = meets({ ...look.status, strangers: look.strangers }, request.demand);
      const isWhole = objects.invalidIndexes.length === 0;
      const ok = isThere && isWhole && !(request.strict && objects.unvalidatedConstraints.length > 0);
      const verified = { ...look.status, ok, ...objects };
      return { verified, failure: look.failure };
    }),
    LOOKS_AT_ONCE,
  );
  refuseNoUrl(looks);
  return { looks, problems: report.problems };
}

async function verifyTarget(
  target: LiveTarget,
  options: LookOptions,
): Promise<{ readonly look: TargetLook; readonly objects: LiveObjects }> {
  const look = await lookAtTarget(target, options);
  if (look.failure !== null || !target.place.ok || target.place.value.kind !== "postgresql")
    return { look, objects: NOTHING };
  const objects = await withLiveConnection(target.place.value, checkLiveObjects, options.limits);
  if (objects.ok) return { look, objects: objects.value };
  const error = { ...objects.error, message: options.redact(objects.error.message) };
  return { look: unlooked(target, "unreachable", error), objects: NOTHING };
}
