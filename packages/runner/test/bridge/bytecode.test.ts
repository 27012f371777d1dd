import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bridgeFolder } from "../../src/bridge/bridge-folder.ts";
import { startBridge } from "../../src/bridge/start-bridge.ts";
import { testPython } from "../python.ts";

async function starts(cache: string): Promise<boolean> {
  const started = await startBridge({
    python: testPython,
    env: { PATH: process.env["PATH"] ?? "", MIGRUN_CACHE_DIR: cache },
    signal: new AbortController().signal,
  });
  if (started.ok) await started.value[Symbol.asyncDispose]();
  return started.ok;
}

test("bytecode of the bridge is kept in the cache, and only there; a broken or a closed cache does no harm", async () => {
  const cache = await mkdtemp(join(tmpdir(), "migrun-test-cache-"));
  const kept = join(cache, "bridge");
  try {
    expect(await starts(cache)).toBe(true);
    const files = await readdir(kept);
    expect(files.filter((name) => name.startsWith("migrun_bridge.zygote."))).toHaveLength(1);
    expect(files.filter((name) => !name.endsWith(".pyc"))).toEqual([]);
    expect(await readdir(bridgeFolder())).not.toContain("__pycache__");
    // Half a file, as a full disk leaves it, and one of another version.
    for (const name of files)
      await writeFile(join(kept, name), name.includes("zygote") ? "" : "\0".repeat(64));
    expect(await starts(cache)).toBe(true);
    await rm(kept, { recursive: true });
    await writeFile(kept, "no folder");
    expect(await starts(cache)).toBe(true);
    await rm(kept);
    await chmod(cache, 0o500);
    expect(await starts(cache)).toBe(true);
  } finally {
    await chmod(cache, 0o700);
    await rm(cache, { recursive: true, force: true });
  }
});
