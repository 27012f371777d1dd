import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createServerPool } from "../../src/server/start-pool.ts";
import type { ServerPoolOptions } from "../../src/server/start-pool.ts";
import type { ServerPool } from "../../src/server/server.ts";
import { withConnection } from "../../src/database/connect.ts";
import type { Endpoint } from "../../src/bridge/protocol.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

/** Folders of the workspace that hold server packages. */
export const SERVERS_FROM = `${ROOT}fixtures/node_modules:${ROOT}apps/cli/node_modules`;

/** The major that a test without a word about majors runs on. */
export const TEST_MAJOR = Number(process.env["MIGRUN_TEST_POSTGRES"] ?? 17);

/** Majors that tests of every major run on: 17, and every other one in a full run. */
export const MAJORS: readonly number[] =
  process.env["MIGRUN_TEST_FULL"] === "1" ? [14, 15, 16, 17, 18] : [17];

/** A pool as the runner makes it, on the workspace's own server packages. */
export async function openPool(options: Partial<ServerPoolOptions> = {}): Promise<ServerPool> {
  const pool = await createServerPool({
    server: "embedded",
    major: TEST_MAJOR,
    size: 2,
    signal: new AbortController().signal,
    onNote: () => {},
    ...options,
    env: { ...process.env, MIGRUN_SERVERS_FROM: SERVERS_FROM, ...options.env },
  });
  if (!pool.ok) throw new Error(`${pool.error.message} ${pool.error.details?.join(" ") ?? ""}`);
  return pool.value;
}

/** Runs statements, one after the other, and gives the rows of the last. */
export async function ask(
  endpoint: Endpoint,
  database: string,
  ...statements: readonly string[]
): Promise<readonly Record<string, unknown>[]> {
  const asked = await withConnection({ endpoint, database }, async (connection) => {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of statements) rows = await connection.query(statement);
    return rows;
  });
  if (!asked.ok) throw new Error(asked.error.message);
  return asked.value;
}

/** Command lines of all processes that mention a text, by pid. */
export async function processesWith(text: string): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/u.test(name))) {
    const line = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");
    if (line.includes(text) && Number(pid) !== process.pid) found.set(Number(pid), line);
  }
  return found;
}

/** Waits until something holds; fails when it does not within the time (milliseconds). */
export async function eventually(
  holds: () => Promise<boolean>,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
