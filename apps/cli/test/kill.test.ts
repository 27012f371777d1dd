import { expect, test } from "vitest";
import { migrun, startMigrun, temporaryFolder } from "./rig/migrun.ts";
import { createRepository } from "./rig/repository.ts";
import { tracesOf } from "./rig/traces.ts";

const TIMES = process.env["MIGRUN_TEST_FULL"] === "1" ? 100 : 12;
const seed = Number(process.env["MIGRUN_TEST_SEED"] ?? "20250211");
/** What the watching processes need to see that migrun is gone, on a busy machine. Milliseconds. */
const PATIENCE_MS = 10_000;

test.runIf(process.platform === "linux")(
  `kill -9 at ${TIMES} random moments leaves nothing (seed ${seed})`,
  { timeout: TIMES * 15_000 },
  async ({ annotate }) => {
    await annotate(`seed ${seed}; another one by MIGRUN_TEST_SEED`);
    const cwd = await createRepository({
      folders: { orders: "fixtures/linear", stock: "fixtures/left-behind" },
    });
    const temporary = await temporaryFolder();
    const env = { TMPDIR: temporary };
    const began = performance.now();
    expect((await migrun(["all"], { cwd, env })).exitCode).toBe(1);
    const wholeRun = performance.now() - began;
    const random = randomNumbers(seed);
    for (let round = 1; round <= TIMES; round += 1) {
      // Every fourth begins without a cache, so that its making is interrupted too.
      const cache = round % 4 === 0 ? { MIGRUN_CACHE_DIR: await temporaryFolder() } : {};
      const moment = Math.round(random() * wholeRun * (round % 4 === 0 ? 3 : 1));
      // Every third in a network of its own, where the kernel allows it.
      const args = round % 3 === 0 ? ["all", "--isolation", "strict"] : ["all"];
      const run = await startMigrun(args, { cwd, env: { ...env, ...cache } });
      const timer = setTimeout(() => run.signal("SIGKILL"), moment);
      await run.ended;
      clearTimeout(timer);
      const what = `round ${round}, killed after ${moment} ms`;
      const next = round % 2 === 0 ? ["gc"] : ["all", "orders", "--quiet"];
      expect((await migrun(next, { cwd, env: { ...env, ...cache } })).exitCode, what).toBe(0);
      await expect.poll(() => tracesOf(run), { timeout: PATIENCE_MS, message: what }).toEqual([]);
    }
  },
);

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function randomNumbers(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
