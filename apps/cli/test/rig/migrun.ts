import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { ensureEnvironment } from "../../../../scripts/python-environments.ts";

/** The interpreter that tests run Alembic with: the one of this part of the matrix, else the newest. */
export const testPython = process.env["MIGRUN_TEST_PYTHON"] ?? (await ensureEnvironment("newest")).python;

/** What a command left on its streams, and how it ended. */
export interface EndedRun {
  /** Null where a signal that it did not handle ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is started. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to an environment that has nothing of this machine's but what programs cannot do without. */
  readonly env?: Readonly<Record<string, string>>;
  /** Root of an install, where it is not the one of this test run. */
  readonly install?: string;
  /** The user to run as, where it is not ours. */
  readonly uid?: number;
  /** Program and arguments instead of the installed migrun. */
  readonly program?: readonly [string, ...string[]];
}

/** A command that runs. */
export interface RunningMigrun {
  readonly pid: number;
  readonly ended: Promise<EndedRun>;
  /** Resolves when stderr has said it; rejects when the command has ended without. */
  heard(words: string | RegExp): Promise<RegExpMatchArray>;
  signal(name: NodeJS.Signals): void;
  /** Where it was told to put temporary files. */
  readonly temporary: string;
  /** A word in its environment, and in that of whatever it starts. */
  readonly mark: string;
}

/** Runs the installed command to its end. */
export async function migrun(args: readonly string[], options: RunOptions): Promise<EndedRun> {
  return await (
    await startMigrun(args, options)
  ).ended;
}

/** Starts the installed command, with a folder of its own for temporary files. */
export async function startMigrun(args: readonly string[], options: RunOptions): Promise<RunningMigrun> {
  const temporary = options.env?.["TMPDIR"] ?? (await temporaryFolder());
  const mark = randomUUID();
  const [file, ...first] = options.program ?? [process.execPath, installedBin(options.install)];
  const child = spawn(file, [...first, ...args], {
    cwd: options.cwd,
    env: {
      ...bareEnvironment(),
      MIGRUN_PYTHON: testPython,
      ...options.env,
      TMPDIR: temporary,
      TEST_MARK: mark,
    },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const { output, ended } = collect(child);
  await Promise.race([once(child, "spawn"), ended]);
  return {
    pid: child.pid ?? 0,
    ended,
    heard: (words) => heard(child, output, words),
    signal: (name) => void child.kill(name),
    temporary,
    mark,
  };
}

/** What programs cannot do without; nothing that tells of CI, terminals, proxies or databases. */
export function bareEnvironment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? homedir(),
    LANG: "C.UTF-8",
    ...(process.env["MIGRUN_CACHE_DIR"] === undefined
      ? {}
      : { MIGRUN_CACHE_DIR: process.env["MIGRUN_CACHE_DIR"] }),
  };
}

/** The program that npm linked. */
export function installedBin(install: string = inject("installFolder")): string {
  return join(install, "node_modules", "migrun", "bin", "migrun.js");
}

/** An empty folder that everybody can enter and read; it goes away with the test run. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(inject("sharedFolder"), "t-"));
  await chmod(folder, 0o755);
  return folder;
}

interface Output {
  stdout: string;
  stderr: string;
}

function collect(child: ChildProcess): { readonly output: Output; readonly ended: Promise<EndedRun> } {
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const ended = new Promise<EndedRun>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...output }));
  });
  return { output, ended };
}

async function heard(child: ChildProcess, output: Output, words: string | RegExp): Promise<RegExpMatchArray> {
  const pattern =
    typeof words === "string" ? new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"), "u") : words;
  return await new Promise<RegExpMatchArray>((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(output.stderr);
      if (found !== null) resolve(found);
    };
    child.stderr?.on("data", look);
    child.once("close", () =>
      reject(new Error(`never said ${pattern.source} but:\n${output.stderr}${output.stdout}`)),
    );
    look();
  });
}
