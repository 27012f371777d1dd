import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chownSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile, chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Endpoint } from "../../src/bridge/protocol.ts";
import { findBinaries } from "../../src/server/binaries.ts";
import { type PreparedBinaries, prepareBinaries } from "../../src/server/prepare-binaries.ts";
import { serverEnvironment } from "../../src/server/run-process.ts";
import { serverCacheFolder } from "../../src/server/server-cache-folder.ts";
import { type ServerIdentity, serverIdentity } from "../../src/server/server-identity.ts";
import { SERVERS_FROM, TEST_MAJOR } from "../server/test-pool.ts";

const run = promisify(execFile);

/** An open connection of a test. */
export interface TestSession {
  query(sql: string): Promise<Record<string, unknown>[]>;
  end(): Promise<void>;
}

/** A Postgres of a test, which stops when it is disposed. */
export interface TestServer extends AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly socketFolder: string;
  /** All that the server has logged so far. */
  log(): string;
  createDatabase(name: string): Promise<void>;
  /** A session that stays open, in autocommit. It may be ended by the server. */
  session(database: string): Promise<TestSession>;
  /** Ends every session and starts again, on the same port and data. */
  restart(): Promise<void>;
  query(database: string, sql: string): Promise<Record<string, unknown>[]>;
}

/** Starts Postgres on a free port, with every connection and statement in its log. */
export async function startTestServer(password = "s3cret-Canary-0123456789abcdef"): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "migrun-test-pg-"));
  const identity = await serverIdentity(folder);
  if (identity !== null) chownSync(folder, identity.uid, identity.gid);
  const { initdb, postgres, libraryPath } = await testBinaries(identity);
  const who = { ...identity, env: serverEnvironment(libraryPath) };
  await chmod(folder, 0o755);
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, password);
  const data = join(folder, "data");
  const auth = ["-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  await run(initdb, ["-D", data, "-U", "tester", "--no-sync", "-E", "UTF8", ...auth], {
    ...who,
    cwd: folder,
  });
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
    log_connections: "on",
    log_statement: "all",
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let log = "";
  const start = async (): Promise<ChildProcess> => {
    const before = log.length;
    const started = spawn(postgres, ["-D", data, ...words], {
      ...who,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await ready(started, (text) => (log += text).slice(before));
    return started;
  };
  let child = await start();
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await gone;
  };
  const endpoint = { host: "127.0.0.1", port, user: "tester", password };
  const query = async (database: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ ...endpoint, database });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    endpoint,
    socketFolder: folder,
    log: () => log,
    query,
    session: async (database) => {
      const client = new pg.Client({ ...endpoint, database });
      client.on("error", () => {});
      await client.connect();
      return {
        query: async (sql) => (await client.query(sql)).rows,
        end: () => client.end().catch(() => {}),
      };
    },
    restart: async () => {
      await stop();
      child = await start();
    },
    createDatabase: async (name) => void (await query("postgres", `CREATE DATABASE "${name}"`)),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The workspace's own server package, as a run would prepare it. */
async function testBinaries(identity: ServerIdentity | null): Promise<PreparedBinaries> {
  const env = { ...process.env, MIGRUN_SERVERS_FROM: SERVERS_FROM };
  const found = await findBinaries({ major: TEST_MAJOR, env, from: import.meta.url, installed: [] });
  if (!found.ok) throw new Error(found.error.message);
  const cache = await serverCacheFolder(process.env, identity);
  if (cache === null) throw new Error("there is no folder that the server's user can read");
  return await prepareBinaries(found.value, { identity, cache, onNote: () => {} });
}

function ready(child: ChildProcess, append: (text: string) => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stderr!.on("data", (chunk: Buffer) => {
      if (append(chunk.toString("utf8")).includes("ready to accept connections")) resolve();
    });
    child.once("exit", () => reject(new Error(append(""))));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** True while a process with this pid exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
