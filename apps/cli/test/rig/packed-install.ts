import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "..", "..");
const workspace = join(cli, "..", "..");

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder outside of the workspace in which the packed migrun is installed. */
    readonly installFolder: string;
    /** The package as it is published. */
    readonly tarball: string;
    /** Folder for whatever tests make; everybody can enter it. */
    readonly sharedFolder: string;
  }
}

/**
 * Once per test run: builds the command, packs it as it is published, and installs it by npm into an
 * empty folder outside of the workspace. The folder lies below one that only its owner can enter.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "e2e-")));
  await run(
    process.execPath,
    [join(workspace, "node_modules", "tsx", "dist", "cli.mjs"), "scripts/build.ts"],
    {
      cwd: cli,
    },
  );
  const { packageManager } = JSON.parse(await readFile(join(workspace, "package.json"), "utf8")) as {
    packageManager: string;
  };
  await run("npx", ["-y", packageManager, "pack", "--pack-destination", folder], { cwd: cli });
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("pnpm pack made no tarball");
  const installFolder = join(folder, "install");
  await mkdir(installFolder);
  await writeFile(join(installFolder, "package.json"), '{ "private": true }\n');
  const flags = ["--no-audit", "--no-fund", "--loglevel", "error"];
  await run("npm", ["install", ...flags, join(folder, tarball)], { cwd: installFolder });
  project.provide("installFolder", installFolder);
  project.provide("tarball", join(folder, tarball));
  const sharedFolder = await realpath(await mkdtemp(join(await roomyFolder(), "e2e-")));
  await chmod(sharedFolder, 0o755);
  project.provide("sharedFolder", sharedFolder);
  return async () => {
    await Promise.all([folder, sharedFolder].map((one) => rm(one, { recursive: true, force: true })));
  };
}

const ROOM_BYTES = 4 * 1024 ** 3;

/** In memory where there is room, as migrun does it: clusters are many small files. */
async function roomyFolder(): Promise<string> {
  const found = await statfs("/dev/shm").catch(() => null);
  return found !== null && found.bavail * found.bsize >= ROOM_BYTES ? "/dev/shm" : tmpdir();
}
