import { readFile, readlink } from "node:fs/promises";
import { execFile } from "node:child_process";
import { hostname } from "node:os";
import { promisify } from "node:util";

/** A process that owns a cluster or a database: enough to tell later whether it is still alive. */
export interface Owner {
  readonly pid: number;
  /** When it started, in whatever form the system gives it: guards against a reused pid. Null where unknown. */
  readonly start: string | null;
  /** Host and, on Linux, pid namespace: a pid means nothing elsewhere. */
  readonly host: string;
}

/** This process. */
export async function currentOwner(): Promise<Owner> {
  return { pid: process.pid, start: await processStart(process.pid), host: await hostId() };
}

/** What is known of an owner from here. `elsewhere`: another host or container, nothing can be said. */
export async function ownerState(owner: Owner): Promise<"alive" | "dead" | "elsewhere"> {
  if (owner.host !== (await hostId())) return "elsewhere";
  const start = await processStart(owner.pid);
  if (start === null) return isRunning(owner.pid) ? "alive" : "dead";
  return owner.start === null || owner.start === start ? "alive" : "dead";
}

/** Whether a process of this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Reads an owner from text that may come from anywhere; null if it is none. */
export function parseOwner(value: unknown): Owner | null {
  if (typeof value !== "object" || value === null) return null;
  const { pid, start, host } = value as Record<string, unknown>;
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid < 2 || typeof host !== "string") return null;
  return { pid, start: typeof start === "string" ? start : null, host };
}

let host: Promise<string> | undefined;

function hostId(): Promise<string> {
  host ??= readlink("/proc/self/ns/pid").then(
    (namespace) => `${hostname()} ${namespace}`,
    () => hostname(),
  );
  return host;
}

async function processStart(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
    if (text === null) return null;
    // The name in parentheses may hold anything; the start time is field 22, the 20th after it. A
    // process that has ended but was not waited for (state Z) is as good as gone.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : (fields[19] ?? null);
  }
  if (process.platform === "win32") return null;
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
