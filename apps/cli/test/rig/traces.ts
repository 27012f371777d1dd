import { readdir, readFile, readlink } from "node:fs/promises";

/** Whose traces are looked for: a run is known by its folder for temporary files and a word in its environment. */
export interface Suspect {
  readonly temporary: string;
  readonly mark: string;
}

/** Processes and files of a run that are still there, in words; Linux only. */
export async function tracesOf(suspect: Suspect): Promise<readonly string[]> {
  const files = await readdir(suspect.temporary);
  return [...files.map((name) => `file ${name}`), ...(await processesOf(suspect))];
}

async function processesOf({ temporary, mark }: Suspect): Promise<readonly string[]> {
  const found = await Promise.all(
    (await processIds()).map(async (pid) => {
      const command = await read(`/proc/${pid}/cmdline`);
      const facts = [command, await read(`/proc/${pid}/environ`), await where(pid)];
      const isOurs = facts.some((fact) => fact.includes(mark) || fact.includes(temporary));
      return isOurs ? [`process ${pid} ${command.replaceAll("\0", " ").slice(0, 200)}`] : [];
    }),
  );
  return found.flat();
}

/** The command lines of all processes, as anybody on the machine can see them. */
export async function commandLines(): Promise<readonly string[]> {
  return await Promise.all((await processIds()).map((pid) => read(`/proc/${pid}/cmdline`)));
}

async function processIds(): Promise<readonly string[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/u.test(name));
}

// A process may end at any moment: then it has nothing to tell.
const read = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
const where = (pid: string): Promise<string> => readlink(`/proc/${pid}/cwd`).catch(() => "");
