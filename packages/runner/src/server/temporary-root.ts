import { statfs } from "node:fs/promises";
import { freemem, tmpdir } from "node:os";
import { isReachable } from "./reachable.ts";
import type { ServerIdentity } from "./server-identity.ts";

const IN_MEMORY = "/dev/shm";
const TMPFS = 0x01_02_19_94;
const ROOM_BYTES = 2 * 1024 ** 3;

/**
 * Where the folders of clusters are made. TMPDIR if it is set; else in memory where there is room
 * (a cluster is a thousand small files, and is copied and removed several times faster there than
 * on a disk); else the system's temp folder. Always one that the server's user can use.
 */
export async function temporaryRoot(
  env: Readonly<Record<string, string | undefined>>,
  identity: ServerIdentity | null,
): Promise<string> {
  if (!env["TMPDIR"] && (await hasRoomInMemory())) return IN_MEMORY;
  const wanted = env["TMPDIR"] || tmpdir();
  return (await isReachable(wanted, identity)) ? wanted : "/tmp";
}

/** Every folder that clusters of any run of this machine may be in, as far as can be known. */
export function temporaryRoots(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const all = [env["TMPDIR"] || tmpdir(), tmpdir()];
  return [...new Set(process.platform === "win32" ? all : [...all, "/tmp", IN_MEMORY])];
}

// In a container of little memory, or with Docker's /dev/shm of 64 MB, the disk is the better place.
async function hasRoomInMemory(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const found = await statfs(IN_MEMORY).catch(() => null);
  if (found === null || found.type !== TMPFS || found.bavail * found.bsize < ROOM_BYTES) return false;
  return Math.min(freemem(), process.availableMemory()) >= ROOM_BYTES;
}
