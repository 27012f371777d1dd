import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Owner } from "./owner.ts";
import { RUN_ID_PATTERN } from "./run-id.ts";
import type { ServerIdentity } from "./server-identity.ts";

/** File in a cluster's folder that tells whose it is. */
export const OWNER_FILE = "owner.json";
/** Name of a cluster's folder; the first group is the run id. */
export const CLUSTER_FOLDER = new RegExp(`^migrun-(${RUN_ID_PATTERN})-\\d+$`, "u");

/** Makes the folder of one cluster and says in it whose it is, with nothing in between that could be interrupted. */
export function createClusterFolder(
  root: string,
  name: { readonly runId: string; readonly number: number },
  { owner, identity }: { readonly owner: Owner; readonly identity: ServerIdentity | null },
): string {
  const folder = join(root, `migrun-${name.runId}-${name.number}`);
  mkdirSync(folder, { mode: 0o700 });
  writeOwner(folder, owner, false);
  if (identity !== null) chownSync(folder, identity.uid, identity.gid);
  return folder;
}

/** Writes the owner file; `kept` folders are swept by nobody but `migrun gc`. */
export function writeOwner(folder: string, owner: Owner, kept: boolean): void {
  writeFileSync(join(folder, OWNER_FILE), JSON.stringify({ ...owner, kept }), { mode: 0o600 });
}
