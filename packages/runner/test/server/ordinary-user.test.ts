import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isReachable } from "../../src/server/reachable.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./use-pool.ts", import.meta.url));
const CUT_OFF = fileURLToPath(new URL("./use-network.ts", import.meta.url));
/** Any user but root and nobody that has a name: initdb refuses one without. */
const USER = userOf(await readFile("/etc/passwd", "utf8"));
const NAMELESS = { uid: 43_210, gid: 43_210 };
// Where tests run as an ordinary user, all others prove it.
const canDrop = process.getuid?.() === 0 && (await isReachable(ROOT, NAMELESS));

function userOf(passwd: string): { readonly uid: number; readonly gid: number } {
  const ids = passwd.split("\n").map((line) => line.split(":").slice(2, 4).map(Number));
  const [uid = 1, gid = 1] = ids.find(([one = 0, two = 0]) => one > 0 && two > 0 && one !== 65_534) ?? [];
  return { uid, gid };
}

async function usePool(
  user: { readonly uid: number; readonly gid: number },
  home: string,
  program = PROGRAM,
): Promise<string> {
  await chown(home, user.uid, user.gid);
  const args = ["--conditions=@migrun/source", "--import", "tsx", program];
  const options = { ...user, cwd: ROOT, env: { PATH: process.env["PATH"], HOME: home } };
  return (await promisify(execFile)(process.execPath, args, options)).stdout;
}

let home = "";
beforeEach(async () => {
  home = await mkdtemp("/tmp/home-");
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

test.runIf(canDrop)(
  "an ordinary user with a fresh home runs Postgres as itself, and caches in its home",
  async () => {
    expect(JSON.parse(await usePool(USER, home))).toEqual({ name: "shop", uid: USER.uid });
    expect(await readdir(join(home, ".cache", "migrun", "clusters"))).toHaveLength(1);
  },
);

test.runIf(canDrop)(
  "an ordinary user has a network of its own by a user namespace, and its server is inside",
  async ({ skip, annotate }) => {
    const said = JSON.parse(await usePool(USER, home, CUT_OFF)) as { readonly refused?: string };
    if (said.refused !== undefined) {
      await annotate(said.refused);
      skip(said.refused);
    }
    expect(said).toEqual({
      name: "shop",
      uid: USER.uid,
      inside: { server: "reached", outside: "ConnectionRefusedError", uid: USER.uid, interfaces: ["lo"] },
    });
  },
);

test.runIf(canDrop)("a user without a name is told what Postgres needs", async () => {
  await expect(usePool(NAMELESS, home)).rejects.toThrow("the user id 43210 has none here");
});
