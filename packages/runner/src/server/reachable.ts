import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { ServerIdentity } from "./server-identity.ts";

const READ = 4;
const SEARCH = 1;

/**
 * Whether the server's user can get at a file or folder: every folder above must be searchable and
 * the last one readable. By permission bits; an identity of null is the caller, who can.
 */
export async function isReachable(path: string, identity: ServerIdentity | null): Promise<boolean> {
  if (identity === null) return true;
  let wanted = READ | SEARCH;
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found === null) return false;
    const shift = found.uid === identity.uid ? 6 : found.gid === identity.gid ? 3 : 0;
    if (((found.mode >> shift) & wanted) !== wanted) return false;
    if (dirname(at) === at) return true;
    wanted = SEARCH;
  }
}
