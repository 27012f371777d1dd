import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startSupervisor } from "../../src/server/supervisor.ts";
import type { SupervisorPlan } from "../../src/server/supervisor.ts";
import { eventually, processesWith } from "./test-pool.ts";

let base = "";
let plan: SupervisorPlan;

beforeEach(async () => {
  base = await mkdtemp("/tmp/supervisor é ");
  const template = join(base, "template");
  await mkdir(template);
  await writeFile(join(template, "file"), "from the template");
  const folder = join(base, "cluster");
  await mkdir(folder);
  // Any program that ends on SIGQUIT will do for the supervisor.
  const program =
    "process.on('SIGQUIT', () => process.exit(0)); setInterval(() => {}, 1000); require('fs').writeFileSync('data/up', '')";
  plan = {
    folder,
    template,
    postgres: process.execPath,
    args: ["-e", program],
    libraryPath: [],
    identity: null,
  };
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

describe.each(["sh", "node"] as const)("the watchdog in %s", (kind) => {
  test("copies the template, runs the server, and removes everything when told to stop", async () => {
    const supervisor = startSupervisor({ ...plan, kind });
    await eventually(() => isThere(join(plan.folder, "data", "up")), "the server is up");
    expect(await readFile(join(plan.folder, "data", "file"), "utf8")).toBe("from the template");
    expect(supervisor.hasEnded()).toBe(false);
    await supervisor.stop();
    expect(await isThere(plan.folder)).toBe(false);
    expect(await processesWith(plan.folder)).toEqual(new Map());
  });

  test("stops a server that had not begun to listen for signals", async () => {
    const supervisor = startSupervisor({ ...plan, kind });
    await supervisor.stop();
    expect(await isThere(plan.folder)).toBe(false);
  });

  test("gives the end of the log of a server that failed", async () => {
    const args = ["-e", "console.error('could not bind'); process.exit(1)"];
    const supervisor = startSupervisor({ ...plan, kind, args });
    expect(await supervisor.ended).toContain("could not bind");
    expect(await isThere(plan.folder)).toBe(false);
  });

  test("says so when the server cannot be started at all", async () => {
    const supervisor = startSupervisor({ ...plan, kind, postgres: join(base, "absent") });
    expect(await supervisor.ended).toMatch(/absent/u);
    expect(await isThere(plan.folder)).toBe(false);
  });
});
