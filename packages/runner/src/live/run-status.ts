import { MigrunError, type Report } from "@migrun/core";
import { runPlan } from "../run/run-plan.ts";
import type { RunIo } from "../run/run-request.ts";
import type { LiveRequest } from "./live-request.ts";
import { lookAtTarget, type TargetLook } from "./look-at-target.ts";
import { LookTurns } from "./look-turns.ts";
import { type LiveTarget, readLiveTargets } from "./read-live-targets.ts";
import { PATIENT } from "./with-live-connection.ts";

/** The live state of the selected targets. */
export interface StatusOutcome {
  /** By name. */
  readonly looks: readonly TargetLook[];
  /** Configs that could not be read as a target. */
  readonly problems: Report["problems"];
}

/** Looks into every live database of the selected targets, and changes nothing there. */
export async function runStatus(request: LiveRequest, io: RunIo): Promise<StatusOutcome> {
  const { targets, report, redact } = await readLiveTargets(request, io);
  const { signal } = io;
  const turns = new LookTurns();
  const look = (target: LiveTarget): Promise<TargetLook> =>
    turns.run(target, signal, () => lookAtTarget(target, { limits: { ...PATIENT, signal }, redact }));
  const looks = await runPlan(
    targets.map((target) => () => look(target)),
    targets.length,
  );
  refuseNoUrl(looks);
  return { looks, problems: report.problems };
}

/** Throws (exit 2) where no target has a live database. */
export function refuseNoUrl(looks: readonly Pick<TargetLook, "failure">[]): void {
  if (looks.length === 0 || looks.some(({ failure }) => failure !== "no-url")) return;
  throw new MigrunError("No target has a `url`, so there is no live database to look into.", {
    code: "MIGRUN_NO_LIVE_URL",
    exitCode: 2,
    hint: "Name it in the configuration, with the secret in a variable: `targets: { users: { url: ${USERS_DATABASE_URL} } }`.",
  });
}
