import { stat } from "node:fs/promises";

/** The user that Postgres runs as, where it is not the caller. */
export interface ServerIdentity {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY = 65_534;

/**
 * Postgres refuses to run as root. Root gives it to the owner of the working directory, else to
 * `nobody`; no user is ever created. Null: the caller itself runs it.
 */
export async function serverIdentity(cwd: string): Promise<ServerIdentity | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(cwd).catch(() => null);
  if (owner === null || owner.uid === 0) return { uid: NOBODY, gid: NOBODY };
  return { uid: owner.uid, gid: owner.gid === 0 ? NOBODY : owner.gid };
}
