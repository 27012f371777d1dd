import { describe, expect, test } from "vitest";
import { migrun, startMigrun } from "./rig/migrun.ts";
import { createWaiting } from "./rig/projects.ts";
import { WAITING_REVISION } from "./rig/repository.ts";
import { tracesOf } from "./rig/traces.ts";

describe.runIf(process.platform === "linux")("a run that is told to stop", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s: cleans up, and prints what is known", async (signal, exitCode) => {
    const run = await startMigrun(["all", "-v", "--format", "json"], { cwd: await createWaiting() });
    await Promise.all([run.heard(WAITING_REVISION.says), run.heard("orders: lint passed")]);
    run.signal(signal);
    const ended = await run.ended;
    const skipped = { status: "skipped", reason: "interrupted" };
    expect(ended.exitCode).toBe(exitCode);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      ok: false,
      exitCode,
      targets: [
        { name: "orders", status: "passed" },
        {
          name: "slow",
          status: "error",
          checks: [
            { status: "passed" },
            { status: "passed" },
            { id: "upgrade", reason: "interrupted" },
            skipped,
            skipped,
            skipped,
            skipped,
          ],
        },
      ],
    });
    await expect.poll(() => tracesOf(run)).toEqual([]);
  });

  test("the text says that it was interrupted", async () => {
    const run = await startMigrun(["all", "-v"], { cwd: await createWaiting() });
    await run.heard(WAITING_REVISION.says);
    run.signal("SIGINT");
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toContain("exit code 130: interrupted");
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s: in a network of its own nothing stays either",
    async (signal) => {
      const cwd = await createWaiting();
      const can = await migrun(["exec", "orders", "--isolation", "strict", "--", "true"], { cwd });
      // Where the kernel refuses, it says so, and there is nothing to stop.
      if (can.exitCode === 3) return expect(can.stderr).toContain("`isolation: strict` is not possible here");
      const run = await startMigrun(["all", "-v", "--isolation", "strict"], { cwd });
      await run.heard(WAITING_REVISION.says);
      run.signal(signal);
      expect((await run.ended).exitCode).toBe(signal === "SIGINT" ? 130 : 143);
      await expect.poll(() => tracesOf(run)).toEqual([]);
    },
  );

  test("before anything has begun", async () => {
    const run = await startMigrun(["all"], { cwd: await createWaiting() });
    run.signal("SIGTERM");
    const { exitCode } = await run.ended;
    // Node has no handler yet in its first milliseconds: then the signal itself ends it.
    expect([143, null]).toContain(exitCode);
    await expect.poll(() => tracesOf(run), { timeout: 10_000 }).toEqual([]);
  });

  test("a second Ctrl-C does not wait, and still nothing stays", async () => {
    const run = await startMigrun(["all", "-v"], { cwd: await createWaiting() });
    await run.heard(WAITING_REVISION.says);
    run.signal("SIGINT");
    run.signal("SIGINT");
    expect((await run.ended).exitCode).toBe(130);
    await expect.poll(() => processesOf(run), { timeout: 10_000 }).toEqual([]);
    const next = await startMigrun(["gc"], { cwd: "/", env: { TMPDIR: run.temporary } });
    expect((await next.ended).exitCode).toBe(0);
    expect(await tracesOf(run)).toEqual([]);
  });
});

async function processesOf(run: Parameters<typeof tracesOf>[0]): Promise<readonly string[]> {
  return (await tracesOf(run)).filter((trace) => trace.startsWith("process"));
}
