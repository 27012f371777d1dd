import { mkdtemp, readdir, rm, mkdir, chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, eventually, MAJORS, openPool, processesWith } from "./test-pool.ts";

const never = new AbortController().signal;

/** A temp folder of the test's own, so that what is left in it can be seen. */
async function temporaryFolder(name = "pool-"): Promise<string> {
  const folder = await mkdtemp(join("/tmp", name));
  await chmod(folder, 0o777);
  return folder;
}

describe.each(MAJORS)("Postgres %i", (major) => {
  test("a lease has a private server, made ready in about a second, on which everything is allowed", async () => {
    await using pool = await openPool({ major });
    // The first start may have to prepare the cached cluster.
    await (await pool.lease("first", never))[Symbol.asyncDispose]();
    const began = performance.now();
    await using fresh = await openPool({ major });
    await using server = await fresh.lease("users", never);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect([server.kind, server.major]).toEqual(["embedded", major]);
    expect(server.version).toMatch(new RegExp(`^${major}\\.\\d+$`, "u"));
    const database = await server.createDatabase("shop");
    expect(database).toBe("shop");
    const [row] = await ask(
      server.endpoint,
      database,
      "CREATE TABLE orders (id int PRIMARY KEY)",
      "CREATE PUBLICATION all_orders FOR TABLE orders",
      "SELECT pg_create_logical_replication_slot('reader', 'pgoutput')",
      "SELECT pg_drop_replication_slot('reader')",
      "CREATE ROLE reporting LOGIN",
      "GRANT CONNECT ON DATABASE shop TO reporting",
      "SELECT current_setting('server_version') AS version, version() AS full_version",
    );
    expect(row?.["version"]).toBe(server.version);
  });

  test("names: the wanted one, a suffix where it is taken, cut to what Postgres keeps", async () => {
    await using pool = await openPool({ major });
    await using server = await pool.lease("names", never);
    expect(await server.createDatabase("Größe \"x\" 'y'")).toBe("Größe \"x\" 'y'");
    expect(await server.createDatabase("shop")).toBe("shop");
    expect(await server.createDatabase("shop")).toBe("shop_2");
    expect(await server.createDatabase("postgres")).toBe("postgres_2");
    const long = await server.createDatabase("ü".repeat(40));
    expect(long).toBe("ü".repeat(31));
    expect(await ask(server.endpoint, long, "SELECT current_database() AS name")).toEqual([{ name: long }]);
    await server.dropDatabase("shop");
    expect(await server.createDatabase("shop")).toBe("shop");
  });

  test("a server that was left as it was found is used again, without the databases and roles of the last target", async () => {
    await using pool = await openPool({ major, size: 1 });
    const first = await pool.lease("one", never);
    await first.createDatabase("shop");
    await ask(
      first.endpoint,
      "shop",
      "CREATE TABLE t (id int)",
      "ALTER DATABASE shop SET work_mem = '8MB'",
      "CREATE ROLE reporting",
      "ALTER TABLE t OWNER TO reporting",
      "ALTER ROLE reporting SET search_path = app",
      "GRANT pg_monitor TO reporting",
    );
    await first[Symbol.asyncDispose]();
    await using second = await pool.lease("two", never);
    expect(second.endpoint).toEqual(first.endpoint);
    const names = await ask(second.endpoint, "postgres", "SELECT datname FROM pg_database ORDER BY 1");
    expect(names.map(({ datname }) => datname)).toEqual(["postgres", "template0", "template1"]);
    expect(
      await ask(second.endpoint, "postgres", "SELECT FROM pg_roles WHERE rolname = 'reporting'"),
    ).toEqual([]);
  });

  test.each([
    [
      "a role that owns something",
      ["CREATE ROLE reporting CREATEDB", "CREATE DATABASE other OWNER reporting"],
    ],
    ["a role setting", ["ALTER ROLE postgres SET search_path = app"]],
    ["a password", ["ALTER ROLE postgres PASSWORD 'other'"]],
    ["a membership", ["GRANT pg_monitor TO postgres"]],
    ["a setting of a database", ["ALTER DATABASE postgres SET work_mem = '8MB'"]],
    ["a server setting", ["ALTER SYSTEM SET work_mem = '8MB'"]],
    ["another database", ["CREATE DATABASE other"]],
    ["a grant on a database", ["REVOKE CONNECT ON DATABASE template1 FROM PUBLIC"]],
    ["a replication slot", ["SELECT pg_create_physical_replication_slot('s')"]],
    ["a template", ["ALTER DATABASE shop IS_TEMPLATE true"]],
  ])("a server with %s of the last target is thrown away", async (_what, statements) => {
    await using pool = await openPool({ major, size: 1 });
    const first = await pool.lease("one", never);
    await first.createDatabase("shop");
    await ask(first.endpoint, "shop", ...statements);
    await first[Symbol.asyncDispose]();
    await using second = await pool.lease("two", never);
    expect(second.endpoint.password).not.toBe(first.endpoint.password);
    expect(await second.createDatabase("shop")).toBe("shop");
  });
});

test("two targets change what is shared by all databases, and do not meet", async () => {
  await using pool = await openPool({ size: 2 });
  pool.warm(2);
  const roles = await Promise.all(
    ["users", "billing"].map(async (target) => {
      await using server = await pool.lease(target, never);
      await server.createDatabase("shop");
      await ask(
        server.endpoint,
        "shop",
        "CREATE ROLE reporting",
        "GRANT CONNECT ON DATABASE shop TO reporting",
        `ALTER ROLE reporting SET application_name = '${target}'`,
      );
      return await ask(server.endpoint, "shop", "SELECT rolconfig FROM pg_roles WHERE rolname = 'reporting'");
    }),
  );
  expect(roles).toEqual([
    [{ rolconfig: ["application_name=users"] }],
    [{ rolconfig: ["application_name=billing"] }],
  ]);
});

test("no more than `size` servers at a time; who waits comes next, and can give up", async () => {
  await using pool = await openPool({ size: 1 });
  const first = await pool.lease("one", never);
  const events: string[] = [];
  const second = pool.lease("two", never).then((lease) => {
    events.push("second begins");
    return lease;
  });
  const giveUp = new AbortController();
  const third = pool.lease("three", giveUp.signal);
  giveUp.abort(new Error("interrupted"));
  await expect(third).rejects.toThrow("interrupted");
  events.push("first ends");
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  expect(events).toEqual(["first ends", "second begins"]);
});

test("the password is random, is needed, and is in no process's command line or title", async () => {
  await using pool = await openPool({ size: 2 });
  await using one = await pool.lease("one", never);
  await using two = await pool.lease("two", never);
  const { password } = one.endpoint;
  expect(password).toMatch(/^[0-9a-f]{32}$/u);
  const stranger = { ...two.endpoint, password };
  await expect(ask(stranger, "postgres", "SELECT 1")).rejects.toThrow("password authentication failed");
  await expect(ask({ ...two.endpoint, password: "" }, "postgres", "SELECT 1")).rejects.toThrow("password");
  expect(await processesWith(password)).toEqual(new Map());
});

test("nothing is left when the pool is closed, also while servers start", async () => {
  const folder = await temporaryFolder();
  try {
    const pool = await openPool({ size: 2, env: { TMPDIR: folder } });
    pool.warm(2);
    await eventually(async () => (await readdir(folder)).length > 0, "a server starts");
    await pool[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual([]);
    expect(await processesWith(folder)).toEqual(new Map());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("folders with blanks, quotes and other letters than English ones", async () => {
  const folder = await temporaryFolder("Größe $x 'y' \"z\" ");
  const cache = join(folder, "cache folder ñ");
  await mkdir(cache);
  try {
    const pool = await openPool({ env: { TMPDIR: folder, MIGRUN_CACHE_DIR: cache } });
    await using server = await pool.lease("one", never);
    await server.createDatabase("shop");
    expect(await ask(server.endpoint, "shop", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await pool[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual(["cache folder ñ"]);
    expect(await readdir(join(cache, "clusters"))).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("two pools that find an empty cache at the same moment both get a server", async () => {
  const cache = await temporaryFolder("cache-");
  await chmod(cache, 0o755);
  try {
    const env = { MIGRUN_CACHE_DIR: cache };
    const pools = await Promise.all([openPool({ size: 1, env }), openPool({ size: 1, env })]);
    const servers = await Promise.all(pools.map((pool) => pool.lease("one", never)));
    expect(new Set(servers.map(({ endpoint }) => endpoint.port)).size).toBe(2);
    await Promise.all(pools.map((pool) => pool[Symbol.asyncDispose]()));
    expect(await readdir(join(cache, "clusters"))).toHaveLength(1);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
});

test("`keep` leaves the server running and says how to connect, without the password", async () => {
  const folder = await temporaryFolder();
  const { sweepClusters } = await import("../../src/server/sweep.ts");
  try {
    const pool = await openPool({ size: 1, env: { TMPDIR: folder } });
    const server = await pool.lease("one", never);
    await server.createDatabase("shop");
    const words = server.keep();
    await server[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    expect(words).toContain("-d shop");
    expect(words).not.toContain(server.endpoint.password);
    // An open connection would keep migrun from ending.
    const others =
      "SELECT pid FROM pg_stat_activity WHERE client_port IS NOT NULL AND pid <> pg_backend_pid()";
    expect(await ask(server.endpoint, "shop", others)).toEqual([]);
    const file = /^PGPASSFILE=(\S+) /u.exec(words)?.[1] ?? "";
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await sweepClusters({ TMPDIR: folder })).toEqual([]);
    expect(await sweepClusters({ TMPDIR: folder }, { kept: true })).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
    await eventually(async () => (await processesWith(folder)).size === 0, "the kept server ends");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
