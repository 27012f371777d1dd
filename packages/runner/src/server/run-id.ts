import { createHash, randomBytes } from "node:crypto";
import type { Owner } from "./owner.ts";

const HOST_LENGTH = 4;
const PID_LENGTH = 5;
const RANDOM_LENGTH = 4;
/** What a run id looks like, for patterns. */
export const RUN_ID_PATTERN = `[0-9a-z]{${HOST_LENGTH + PID_LENGTH + RANDOM_LENGTH}}`;

/**
 * Names the folders and databases of one run. Host and pid are in it, so that what a killed run left
 * can be told from what is in use, even where it was killed before it could say more.
 */
export function createRunId(owner: Owner): string {
  const pid = owner.pid.toString(36).padStart(PID_LENGTH, "0").slice(-PID_LENGTH);
  const random = randomBytes(RANDOM_LENGTH / 2).toString("hex");
  return `${hostTag(owner.host)}${pid}${random}`;
}

/** The owner that a run id tells of, without its start; null for a run id of another host than `host`. */
export function ownerOfRunId(runId: string, host: string): Owner | null {
  if (!new RegExp(`^${RUN_ID_PATTERN}$`, "u").test(runId) || !runId.startsWith(hostTag(host))) return null;
  return { pid: Number.parseInt(runId.slice(HOST_LENGTH, HOST_LENGTH + PID_LENGTH), 36), start: null, host };
}

const hostTag = (host: string): string =>
  createHash("sha256").update(host).digest("hex").slice(0, HOST_LENGTH);
