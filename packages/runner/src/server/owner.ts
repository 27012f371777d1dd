import { readFile, readlink } from "node:fs/promises";
import { execFile } from "node:child_process";
import { hostname } from "node:os";
import { promisify } from "node:util";

/** A process that owns a cluster or a database: enough to tell later whether it is still alive. */
export interface Owner {
  readonly pid: number;
  /** When it started, in whatever form the system gives it: guards against a reused pid. Null where unknown. */
  readonly start: string | null;
  /** Host and, on Linux, machine and pid namespace: a pid means nothing elsewhere. */
  readonly host: string;
}

/** This process. */
export async function currentOwner(): Promise<Owner> {
  return { pid: process.pid, start: await processStart(process.pid), host: await hostId() };
}

/** What is known of an owner from here. `elsewhere`: another host or container, nothing can be said. */
export async function ownerState(owner: Owner): Promise<"alive" | "dead" | "elsewhere"> {
  if (owner.host !== (await hostId())) return "elsewhere";
  if (!(await isRunning(owner.pid))) return "dead";
  const start = await processStart(owner.pid);
  return owner.start === null || start === null || owner.start === start ? "alive" : "dead";
}

/** Whether a process of this id is running. One that has ended and was not waited for is not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return (await linuxStat(pid))?.[STATE] !== "Z";
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
    async (namespace) => `${hostname()} ${namespace} ${await machineId(namespace)}`,
    () => hostname(),
  );
  return host;
}

/** The pid namespace of a system that is no container; the same number on every Linux. */
const FIRST_NAMESPACE = "pid:[4026531836]";

// Two machines that share a given server may have the same name, as runners of CI do, and must not take
// each other's databases for left behind. A container lives no longer than its machine is up.
async function machineId(namespace: string): Promise<string> {
  const file = namespace === FIRST_NAMESPACE ? "/etc/machine-id" : "/proc/sys/kernel/random/boot_id";
  return (await readFile(file, "utf8").catch(() => "")).trim();
}

// Positions after the name, in proc(5): field 3 and field 22.
const STATE = 0;
const START_TIME = 19;

/** Fields of /proc/<pid>/stat after the name, which is in parentheses and may hold anything; null elsewhere than on Linux. */
async function linuxStat(pid: number): Promise<readonly string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return text === null ? null : text.slice(text.lastIndexOf(")") + 2).split(" ");
}

async function processStart(pid: number): Promise<string | null> {
  if (process.platform === "linux") return (await linuxStat(pid))?.[START_TIME] ?? null;
  if (process.platform === "win32") return null;
  const asked = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => null);
  return asked?.stdout.trim() || null;
}
