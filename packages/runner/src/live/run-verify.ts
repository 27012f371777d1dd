import { meets, ok, type Report, type VerifiedTarget } from "@migrun/core";
import { runPlan } from "../run/run-plan.ts";
import type { RunIo } from "../run/run-request.ts";
import { checkLiveObjects, type LiveObjects } from "./check-live-objects.ts";
import type { VerifyRequest } from "./live-request.ts";
import { lookAtTarget, type LookOptions, type TargetLook, unlooked } from "./look-at-target.ts";
import { LookTurns } from "./look-turns.ts";
import { type LiveTarget, readLiveTargets } from "./read-live-targets.ts";
import { runAssertions } from "./run-assertions.ts";
import { refuseNoUrl } from "./run-status.ts";
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

/** What was seen beside the rows. */
type Findings = LiveObjects & Pick<VerifiedTarget, "failedAssertions">;

const NOTHING: Findings = { invalidIndexes: [], unvalidatedConstraints: [], failedAssertions: [] };

/** Proves from fresh connections that a deploy is done: rows, indexes, constraints. Changes nothing. */
export async function runVerify(request: VerifyRequest, io: RunIo): Promise<VerifyOutcome> {
  const { targets, report, redact, show } = await readLiveTargets(request, io);
  const options = { limits: { ...PATIENT, signal: io.signal }, redact };
  const turns = new LookTurns();
  const looks = await runPlan(
    targets.map((target) => async (): Promise<VerifyLook> => {
      const { look, found } = await turns.run(target, io.signal, () => verifyTarget(target, options, show));
      const isThere = meets({ ...look.status, strangers: look.strangers }, request.demand);
      const isWhole = found.invalidIndexes.length === 0 && found.failedAssertions.length === 0;
      const isOk = isThere && isWhole && !(request.strict && found.unvalidatedConstraints.length > 0);
      const verified = { ...look.status, ok: isOk, ...found };
      return { verified, failure: look.failure };
    }),
    targets.length,
  );
  refuseNoUrl(looks);
  return { looks, problems: report.problems };
}

async function verifyTarget(
  target: LiveTarget,
  options: LookOptions,
  show: (path: string) => string,
): Promise<{ readonly look: TargetLook; readonly found: Findings }> {
  const look = await lookAtTarget(target, options);
  if (look.failure !== null || !target.place.ok) return { look, found: NOTHING };
  const place = target.place.value;
  const objects =
    place.kind === "postgresql"
      ? await withLiveConnection(place, checkLiveObjects, options.limits)
      : ok<LiveObjects>(NOTHING);
  if (!objects.ok) {
    const error = { ...objects.error, message: options.redact(objects.error.message) };
    return { look: unlooked(target, "unreachable", error), found: NOTHING };
  }
  const failedAssertions = await runAssertions(place, { files: target.assertions, show }, options);
  return { look, found: { ...objects.value, failedAssertions } };
}
