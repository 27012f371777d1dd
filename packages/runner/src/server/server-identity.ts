import { readFile, stat } from "node:fs/promises";

/** The user that Postgres runs as, where it is not the caller. */
export interface ServerIdentity {
  readonly uid: number;
  readonly gid: number;
}

/** Who `nobody` is where nothing says otherwise. */
const NOBODY: ServerIdentity = { uid: 65_534, gid: 65_534 };

/**
 * Postgres refuses to run as root. Root gives it to the owner of the working directory, else to
 * `nobody`; no user is ever created. Null: the caller itself runs it.
 */
export async function serverIdentity(cwd: string): Promise<ServerIdentity | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(cwd).catch(() => null);
  const users = await readFile("/etc/passwd", "utf8").catch(() => "");
  return chooseIdentity(owner?.uid ?? 0, users);
}

/**
 * The wanted user, if `initdb` can know it: it refuses a uid without a name, such as that of a
 * repository mounted into a container. Else `nobody`, else any other user of /etc/passwd but root.
 */
export function chooseIdentity(wanted: number, passwd: string): ServerIdentity {
  const users = passwd.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    // macOS writes the ids of nobody as -2; systems count them without a sign.
    const ids = { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
    return name && uid && gid && ids.uid !== 0 && ids.gid !== 0 ? [{ name, ids }] : [];
  });
  const chosen =
    users.find(({ ids }) => ids.uid === wanted) ?? users.find(({ name }) => name === "nobody") ?? users[0];
  return chosen?.ids ?? NOBODY;
}
