import { mkdtemp, rm, writeFile, mkdir, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "./shell.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "migrun shell 'é\" "));
});
afterAll(async () => {
  await rm(cwd, { recursive: true });
});

const node = process.execPath;
const limits = { timeoutMs: 20_000 };

describe("runCommand", () => {
  test("hands arguments over as they are", async () => {
    const args = [
      "a b",
      "it's",
      '"quoted"',
      "$HOME",
      "`id`",
      "$(id)",
      "*",
      "",
      "é ✓",
      "a\nb",
      "-n",
      "\\",
      "%PATH%",
      "&;|>",
    ];
    const result = await runCommand(
      node,
      ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...args],
      { cwd, ...limits },
    );
    expect(JSON.parse(result.stdout)).toEqual(args);
    expect(result).toMatchObject({ ok: true, code: 0, stderr: "", reason: null });
  });

  test("starts a file whose path has spaces, quotes and other scripts, in such a folder, without any shell on PATH", async () => {
    const folder = join(cwd, "bin 'ü\" $(x)");
    await mkdir(folder);
    const file = join(folder, "run me.js");
    await writeFile(file, `#!${node}\nconsole.log(process.cwd())`);
    await chmod(file, 0o755);
    const result = await runCommand(file, [], { cwd: folder, env: { PATH: folder }, ...limits });
    expect(result.stdout).toBe(`${folder}\n`);
  });

  test("gives the environment that it was given, and nothing else", async () => {
    const script = "console.log(JSON.stringify([process.env.MARK, process.env.HOME ?? null]))";
    const result = await runCommand(node, ["-e", script], { cwd, env: { MARK: "1" }, ...limits });
    expect(JSON.parse(result.stdout)).toEqual(["1", null]);
  });

  test("a failure is a value with both outputs and the exit code", async () => {
    const script = "process.stdout.write('out'); process.stderr.write('bad'); process.exitCode = 3";
    expect(await runCommand(node, ["-e", script], { cwd, ...limits })).toEqual({
      ok: false,
      code: 3,
      stdout: "out",
      stderr: "bad",
      reason: null,
    });
  });

  test("a file that is not there, a file that cannot be executed and a folder that is not there", async () => {
    const plain = join(cwd, "plain.txt");
    await writeFile(plain, "text");
    const missing = await runCommand("no-such-command-anywhere", [], { cwd, ...limits });
    expect(missing).toMatchObject({ ok: false, code: null, reason: "not-found" });
    expect(missing.stderr).toContain("ENOENT");
    const text = await runCommand(plain, [], { cwd, ...limits });
    expect(text).toMatchObject({ ok: false, code: null, reason: "not-found" });
    expect(text.stderr).toContain("EACCES");
    const nowhere = await runCommand(node, ["-v"], { cwd: join(cwd, "nowhere"), ...limits });
    expect(nowhere).toMatchObject({ ok: false, reason: "not-found" });
    expect(nowhere.stderr).toContain("nowhere");
  });

  test("passes input, and ends it; without input there is none to wait for", async () => {
    const echo = "process.stdin.pipe(process.stdout)";
    const given = await runCommand(node, ["-e", echo], { cwd, input: "héllo\n", ...limits });
    expect(given.stdout).toBe("héllo\n");
    expect(await runCommand(node, ["-e", echo], { cwd, ...limits })).toMatchObject({ ok: true, stdout: "" });
  });

  test("a command that does not read a large input still gives its exit code", async () => {
    const input = "x".repeat(5_000_000);
    expect(await runCommand(node, ["-e", ""], { cwd, input, ...limits })).toMatchObject({ ok: true });
  });

  test("text outside ASCII survives being cut into chunks", async () => {
    const script = "process.stdout.write('é✓'.repeat(200000))";
    const result = await runCommand(node, ["-e", script], { cwd, ...limits });
    expect(result.stdout === "é✓".repeat(200_000)).toBe(true);
  });

  test("over its time it is ended, its children too, and what it printed is kept", async () => {
    const script = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const result = await runCommand(node, ["-e", script], { cwd, timeoutMs: 1_500 });
    expect(result).toMatchObject({ ok: false, code: null, reason: "timed-out" });
    const grandchild = Number(result.stdout);
    expect(grandchild).toBeGreaterThan(0);
    await expect.poll(() => isAlive(grandchild), { timeout: 5_000 }).toBe(false);
  });

  test("a command that ignores SIGTERM is killed", async () => {
    const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    const result = await runCommand(node, ["-e", script], { cwd, timeoutMs: 1_000 });
    expect(result).toMatchObject({ ok: false, code: null, reason: "timed-out" });
  });

  test("cancelled before and while it runs", async () => {
    const before = await runCommand(node, ["-e", ""], { cwd, signal: AbortSignal.abort(), ...limits });
    expect(before).toMatchObject({ ok: false, reason: "cancelled" });
    const controller = new AbortController();
    const running = runCommand(node, ["-e", "setInterval(() => {}, 1000)"], {
      cwd,
      signal: controller.signal,
      ...limits,
    });
    setImmediate(() => controller.abort());
    expect(await running).toMatchObject({ ok: false, code: null, reason: "cancelled" });
  });
});

/** A process that has ended and waits to be collected counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
