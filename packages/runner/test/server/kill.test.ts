import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sweepClusters } from "../../src/server/sweep.ts";
import { eventually, openPool, processesWith } from "./test-pool.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./hold-pool.ts", import.meta.url));
/** Also a hundred where asked for. */
const TIMES = Number(process.env["MIGRUN_TEST_KILLS"] ?? 20);

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp("/tmp/kill-");
  await chmod(folder, 0o777);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function startHolder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=@migrun/source", "--import", "tsx", PROGRAM], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve, reject) => {
    child.stdout?.once("data", resolve);
    child.once("exit", reject);
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => {
    child.removeAllListeners("exit").once("exit", resolve);
  });
  child.kill("SIGKILL");
  await ended;
}

const serverProcesses = async (): Promise<number> => (await processesWith(folder)).size;
const clusters = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith("migrun-"));

test(
  `kill -9 at ${TIMES} random moments leaves no process and no folder`,
  { timeout: TIMES * 15_000 },
  async () => {
    // The cached cluster must be there, or most moments would fall into making it.
    await (await openPool())[Symbol.asyncDispose]();
    for (let time = 0; time < TIMES; time += 1) {
      const child = await startHolder();
      // A moment in the life of the pool, not a wait for something: any is as good as another.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
      await kill(child);
      await eventually(async () => (await serverProcesses()) === 0, "the supervisors stop their servers");
    }
    await sweepClusters({ TMPDIR: folder });
    expect(await clusters()).toEqual([]);
  },
);

test("where the supervisor is killed too, the next run stops the server and removes the folder", async () => {
  const child = await startHolder();
  const isRunning = async (name: string): Promise<boolean> =>
    (await readFile(join(folder, name, "data", "postmaster.pid"), "utf8").catch(() => "")).includes("ready");
  const running = async (): Promise<string[]> => {
    const names = await clusters();
    const states = await Promise.all(names.map(isRunning));
    return names.filter((_name, index) => states[index]);
  };
  await eventually(async () => (await running()).length > 0, "a server is up");
  const supervisors = [...(await processesWith(folder))].filter(([, line]) => line.startsWith("/bin/sh"));
  for (const [pid] of supervisors) process.kill(pid, "SIGKILL");
  await kill(child);
  expect(await serverProcesses()).toBeGreaterThan(0);
  expect((await sweepClusters({ TMPDIR: folder })).length).toBeGreaterThan(0);
  expect(await clusters()).toEqual([]);
  await eventually(async () => (await serverProcesses()) === 0, "no process remains");
});

test("servers of a living run are not swept", async () => {
  await using pool = await openPool({ size: 1, env: { TMPDIR: folder } });
  await using server = await pool.lease("one", new AbortController().signal);
  expect(await sweepClusters({ TMPDIR: folder })).toEqual([]);
  expect(await server.createDatabase("shop")).toBe("shop");
});
