import { readdir, readFile } from "node:fs/promises";

/** The processes of a run by what they are: known by the mark in their environment. Linux only. */
export async function pythonsOf(mark: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/u.test(name)) continue;
    const environ = await readFile(`/proc/${name}/environ`, "utf8").catch(() => "");
    const command = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (environ.includes(mark) && command.includes("migrun_bridge")) found.push(Number(name));
  }
  return found.sort((a, b) => a - b);
}

/** The process that migrates: the youngest Python of a run, which the interpreter forked. */
export async function migratingPid(mark: string): Promise<number> {
  const pids = await pythonsOf(mark);
  const pid = pids.at(-1);
  if (pid === undefined) throw new Error("no Python is at work");
  return pid;
}
