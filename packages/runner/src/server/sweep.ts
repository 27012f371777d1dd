import { execFile } from "node:child_process";
import { readFile, readdir, readlink, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { CLUSTER_FOLDER, OWNER_FILE } from "./cluster-folder.ts";
import { currentOwner, isRunning, ownerState, parseOwner } from "./owner.ts";
import { ownerOfRunId } from "./run-id.ts";
import { temporaryRoots } from "./temporary-root.ts";

const A_DAY_MS = 24 * 60 * 60 * 1000;
const STOP_TIMEOUT_MS = 5_000;

/** What to sweep besides what dead owners left. */
export interface SweepOptions {
  /** Also the clusters that `--keep` left running. Default false. */
  readonly kept?: boolean;
}

/**
 * Stops the servers and removes the folders of clusters whose run is dead: what remains when even the
 * supervisor was killed. Folders of other hosts and containers are left alone for a day. Gives the
 * names of the folders removed.
 */
export async function sweepClusters(
  env: Readonly<Record<string, string | undefined>> = process.env,
  options: SweepOptions = {},
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const root of temporaryRoots(env)) {
    for (const name of await readdir(root).catch(() => [])) {
      if (!CLUSTER_FOLDER.test(name)) continue;
      const folder = join(root, name);
      if (!(await isAbandoned(folder, name, options))) continue;
      await stopServer(join(folder, "data"));
      // The supervisor may be removing it at this moment.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }).catch(() => {});
      removed.push(name);
    }
  }
  return removed;
}

async function isAbandoned(folder: string, name: string, options: SweepOptions): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  if (found === null) return false;
  const written = await readOwner(folder);
  if (written?.kept === true) return options.kept === true;
  const self = await currentOwner();
  const runId = CLUSTER_FOLDER.exec(name)?.[1] ?? "";
  const owner = written?.owner ?? ownerOfRunId(runId, self.host);
  const state = owner === null ? "elsewhere" : await ownerState(owner);
  return state === "dead" || (state === "elsewhere" && Date.now() - found.mtimeMs > A_DAY_MS);
}

async function readOwner(folder: string) {
  try {
    const value = JSON.parse(await readFile(join(folder, OWNER_FILE), "utf8")) as { kept?: unknown };
    const owner = parseOwner(value);
    return owner === null ? null : { owner, kept: value.kept === true };
  } catch {
    return null;
  }
}

async function stopServer(data: string): Promise<void> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  if (!(pid > 1) || !(await isServerOf(pid, data))) return;
  for (const signal of ["SIGQUIT", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!(await isRunning(pid))) return;
      await delay(10);
    }
  }
}

/** Whether the process is the Postgres of exactly this data folder: a pid from a file proves nothing. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (process.platform === "linux") return (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === data;
  if (process.platform === "win32") return false;
  const asked = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => null);
  return asked?.stdout.includes(`-D ${data}`) ?? false;
}
