import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildGraph, type Revision } from "@migrun/core";
import { openConnection } from "../../src/database/connect.ts";
import { checkLiveObjects } from "../../src/live/check-live-objects.ts";
import { readLivePlace } from "../../src/live/live-place.ts";
import { lookInto } from "../../src/live/look-into.ts";
import type { WantedTable } from "../../src/live/read-version-table.ts";
import { type LiveLimits, withLiveConnection } from "../../src/live/with-live-connection.ts";
import type { LeasedServer, ServerPool } from "../../src/server/server.ts";
import { ask, openPool } from "../server/test-pool.ts";

function revision(id: string, down: readonly string[]): Revision {
  return { id, file: `/v/${id}.py`, line: 1, doc: "", down, dependsOn: [], labels: [], resolvedBy: "text" };
}

const graph = buildGraph([revision("a", []), revision("b", ["a"]), revision("c", ["b"])]);
const limits: LiveLimits = {
  connectTimeoutMs: 5000,
  statementTimeoutMs: 5000,
  signal: new AbortController().signal,
};

let pool: ServerPool;
let server: LeasedServer;
beforeAll(async () => {
  pool = await openPool({ size: 1 });
  server = await pool.lease("live", limits.signal);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await pool?.[Symbol.asyncDispose]();
});

async function database(name: string, ...statements: readonly string[]): Promise<string> {
  const made = await server.createDatabase(name);
  await ask(server.endpoint, made, "SELECT 1", ...statements);
  const { host, port, user, password } = server.endpoint;
  return `postgresql+psycopg2://${user}:${encodeURIComponent(password)}@${host}:${port}/${made}`;
}

async function look(
  url: string,
  versionTable: WantedTable | null = { name: "alembic_version", schema: null },
  over: Partial<LiveLimits> = {},
): ReturnType<typeof lookInto> {
  const place = await readLivePlace(url, { cwd: "/", env: {} });
  if (!place.ok) return place;
  return await lookInto(place.value, { graph, versionTable }, { ...limits, ...over });
}

const VERSION = "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)";

describe("a look into a live database", () => {
  test("tells rows by the graph, and makes nothing", async () => {
    const url = await database("one");
    expect(await look(url)).toMatchObject({ value: { verdict: { state: "empty" }, table: null } });
    const tables = "SELECT count(*)::int AS n FROM pg_class WHERE relname LIKE 'alembic%'";
    expect(await ask(server.endpoint, "one", tables)).toEqual([{ n: 0 }]);
    await ask(server.endpoint, "one", VERSION, "INSERT INTO alembic_version VALUES ('b')");
    expect(await look(url)).toMatchObject({ value: { verdict: { state: "behind", pending: ["c"] } } });
  });

  test("is ahead only where the record proves it", async () => {
    const url = await database("two", VERSION, "INSERT INTO alembic_version VALUES ('e')");
    expect(await look(url)).toMatchObject({ value: { verdict: { state: "unknown" } } });
    const record = `CREATE TABLE alembic_version_migrun (revision text PRIMARY KEY, parents text[] NOT NULL,
      applied_at timestamptz NOT NULL, source_hash text NOT NULL, sql_hash text)`;
    const rows =
      "INSERT INTO alembic_version_migrun VALUES ('d', '{c}', now(), 'x', NULL), ('e', '{d}', now(), 'x', 'y')";
    await ask(server.endpoint, "two", record, rows);
    expect(await look(url)).toMatchObject({ value: { verdict: { state: "ahead", current: ["e"] } } });
    await ask(server.endpoint, "two", "DELETE FROM alembic_version_migrun WHERE revision = 'd'");
    expect(await look(url)).toMatchObject({ value: { verdict: { state: "unknown" } } });
  });

  test("finds the table that the files name, and one that they do not", async () => {
    const url = await database(
      "three",
      "CREATE SCHEMA ops",
      'CREATE TABLE ops."My Versions" (version_num text PRIMARY KEY)',
      `INSERT INTO ops."My Versions" VALUES ('c')`,
      VERSION,
      "INSERT INTO alembic_version VALUES ('of another history')",
    );
    const atHead = {
      value: { verdict: { state: "at_head" }, table: { schema: "ops", name: "My Versions" } },
    };
    expect(await look(url, { name: "My Versions", schema: "ops" })).toMatchObject(atHead);
    expect(await look(url, { name: "My Versions", schema: null })).toMatchObject(atHead);
    expect(await look(url, null)).toMatchObject(atHead);
    expect(await look(url)).toMatchObject({ value: { verdict: { state: "unknown" } } });
    expect(await look(url, { name: "My Versions", schema: "public" })).toMatchObject({
      value: { verdict: { state: "empty" } },
    });
    await ask(server.endpoint, "three", "CREATE TABLE t (version_num text)", "INSERT INTO t VALUES ('c')");
    expect(await look(url, null)).toMatchObject({ error: { kind: "not-readable" } });
  });

  test("sees what search_path of the URL says", async () => {
    const url = await database(
      "paths",
      ...["x", "y"].flatMap((schema) => [
        `CREATE SCHEMA ${schema}`,
        `CREATE TABLE ${schema}.alembic_version (version_num text)`,
      ]),
      "INSERT INTO x.alembic_version VALUES ('a')",
      "INSERT INTO y.alembic_version VALUES ('c')",
    );
    const options = `${url}?options=${encodeURIComponent("-csearch_path=y")}`;
    expect(await look(options)).toMatchObject({ value: { table: { schema: "y" } } });
    expect(await look(url)).toMatchObject({ error: { kind: "not-readable" } });
  });

  test("a user that may not read the table is told so", async () => {
    await database("four", VERSION, "CREATE ROLE stranger LOGIN PASSWORD 'p'");
    const { host, port } = server.endpoint;
    const url = `postgresql://stranger:p@${host}:${port}/four`;
    expect(await look(url)).toMatchObject({ error: { kind: "not-readable" } });
  });

  test("cannot write, and leaves no setting behind", async () => {
    const place = await readLivePlace(await database("five"), { cwd: "/", env: {} });
    if (!place.ok || place.value.kind !== "postgresql") throw new Error("no place");
    const wrote = await withLiveConnection(place.value, (one) => one.query("CREATE TABLE t ()"), limits);
    expect(wrote).toMatchObject({ error: { message: expect.stringContaining("read-only transaction") } });
    const shown = await withLiveConnection(
      place.value,
      async (connection) => {
        await connection.query("ROLLBACK");
        return await connection.rows(
          "SELECT current_setting('statement_timeout'), current_setting('transaction_read_only')",
        );
      },
      limits,
    );
    expect(shown).toEqual({ ok: true, value: [["0", "off"]] });
  });

  test("finds what a deploy left half done", async () => {
    const url = await database(
      "six",
      "CREATE TABLE t (n int)",
      "INSERT INTO t VALUES (1), (1)",
      "ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
    );
    const build = ask(server.endpoint, "six", "CREATE UNIQUE INDEX CONCURRENTLY twice ON t (n)");
    await expect(build).rejects.toThrow(/could not create unique index/u);
    const place = await readLivePlace(url, { cwd: "/", env: {} });
    if (!place.ok || place.value.kind !== "postgresql") throw new Error("no place");
    expect(await withLiveConnection(place.value, checkLiveObjects, limits)).toEqual({
      ok: true,
      value: { invalidIndexes: ["public.twice"], unvalidatedConstraints: ["positive on public.t"] },
    });
  });
});

describe("a database that does not answer", () => {
  let silent: Server;
  let silentPort: number;
  beforeAll(async () => {
    silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    silentPort = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => void silent.close());

  test("is given up after the connect timeout", async () => {
    const started = performance.now();
    const looked = await look(`postgresql://u:p@127.0.0.1:${silentPort}/d`, null, { connectTimeoutMs: 300 });
    expect(looked).toMatchObject({ error: { kind: "timed-out" } });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("is let go at once when the command ends", async () => {
    const controller = new AbortController();
    const looked = look(`postgresql://u:p@127.0.0.1:${silentPort}/d`, null, { signal: controller.signal });
    const [socket] = (await once(silent, "connection")) as [{ once(name: "close", done: () => void): void }];
    const closed = new Promise<void>((resolve) => socket.once("close", resolve));
    controller.abort("SIGTERM");
    await expect(looked).rejects.toBe("SIGTERM");
    await closed;
  });

  test("a statement that hangs ends by its own limit", async () => {
    const url = await database("slow", VERSION);
    const held = await openConnection({ endpoint: server.endpoint, database: "slow" });
    if (!held.ok) throw new Error(held.error.message);
    await using holder = held.value;
    await holder.query("BEGIN");
    await holder.query("LOCK TABLE alembic_version");
    const place = await readLivePlace(url, { cwd: "/", env: {} });
    if (!place.ok || place.value.kind !== "postgresql") throw new Error("no place");
    const slept = withLiveConnection(place.value, (one) => one.query("SELECT pg_sleep(60)"), {
      ...limits,
      statementTimeoutMs: 200,
    });
    expect(await slept).toMatchObject({ error: { kind: "timed-out" } });
    expect(await look(url, null, { statementTimeoutMs: 200 })).toMatchObject({
      error: { kind: "timed-out" },
    });
  });

  test("is told from one that refuses", async () => {
    const url = new URL(await database("shut"));
    url.password = "wrong";
    expect(await look(url.href)).toMatchObject({ error: { kind: "login" } });
    url.pathname = "/never-made";
    expect(await look(url.href)).toMatchObject({ ok: false });
    expect(await look("postgresql://u:p@127.0.0.1:1/d")).toMatchObject({ error: { kind: "unreachable" } });
    expect(await look("mysql://h/d")).toMatchObject({ error: { kind: "unsupported" } });
    expect(await look("what")).toMatchObject({ error: { kind: "bad-url" } });
  });
});
