import { afterAll, beforeAll, expect, test } from "vitest";
import { createServerPool } from "../../src/server/start-pool.ts";
import type { LeasedServer, ServerPool } from "../../src/server/server.ts";
import { withConnection } from "../../src/database/connect.ts";
import { sweepDatabases } from "../../src/server/sweep-databases.ts";
import { ask, openPool } from "./test-pool.ts";

const never = new AbortController().signal;

let house: ServerPool;
let given: LeasedServer;

beforeAll(async () => {
  house = await openPool({ size: 1 });
  given = await house.lease("given", never);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

function urlOf(change: { user?: string; password?: string; port?: number; database?: string } = {}): string {
  const { host, port, user, password } = { ...given.endpoint, ...change };
  return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${change.database ?? "postgres"}`;
}

const open = (server = urlOf()): Promise<ServerPool> => openPool({ server });
const databases = async (): Promise<unknown[]> =>
  (
    await ask(
      given.endpoint,
      "postgres",
      "SELECT datname FROM pg_database WHERE datname LIKE 'migrun%' ORDER BY 1",
    )
  ).map(({ datname }) => datname);

async function commentOf(name: string): Promise<Record<string, unknown>> {
  const asked = `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = '${name}'`;
  const [row] = await ask(given.endpoint, "postgres", asked);
  return JSON.parse(String(row?.["comment"])) as Record<string, unknown>;
}

async function problemOf(server: string) {
  const made = await createServerPool({
    server,
    major: 17,
    size: 1,
    env: {},
    signal: never,
    onNote: () => {},
  });
  if (made.ok) throw new Error("a pool was made");
  return made.error;
}

test("databases carry the run and their target in the name, say whose they are, and go away", async () => {
  await using pool = await open();
  {
    await using server = await pool.lease("Users & more/x", never);
    expect([server.kind, server.major, server.version]).toEqual(["given", given.major, given.version]);
    const name = await server.createDatabase("shop");
    expect(name).toMatch(/^migrun_[0-9a-z]{13}_users_more_x_1$/u);
    expect(await commentOf(name)).toMatchObject({ migrun: 1, pid: process.pid, kept: false });
    await server.dropDatabase(name);
    expect(await databases()).toEqual([]);
    expect(await server.createDatabase(name)).toBe(name);
    await using other = await pool.lease("x".repeat(80), never);
    expect(await other.createDatabase("shop")).toHaveLength(63);
  }
  expect(await databases()).toEqual([]);
});

test("a database that is in use or a template goes away too", async () => {
  await using pool = await open();
  const server = await pool.lease("users", never);
  const name = await server.createDatabase("shop");
  await ask(given.endpoint, "postgres", `ALTER DATABASE ${name} IS_TEMPLATE true`);
  await server[Symbol.asyncDispose]();
  expect(await databases()).toEqual([]);
});

test("a pool that is closed early drops what its leases made", async () => {
  const pool = await open();
  await (await pool.lease("users", never)).createDatabase("shop");
  await pool[Symbol.asyncDispose]();
  expect(await databases()).toEqual([]);
});

test("databases of dead runs of this host are swept, others are not", async () => {
  await using pool = await open();
  await using living = await pool.lease("living", never);
  const name = await living.createDatabase("shop");
  const run = /^migrun_(\w{13})_/u.exec(name)?.[1] ?? "";
  const host = run.slice(0, 4);
  const elsewhere = [...host].map((digit) => (digit === "0" ? "1" : "0")).join("");
  // A pid above what Linux gives out: dead for sure.
  const dead = "zzzzz";
  const left = [
    `migrun_${host}${dead}aaaa_users_1`,
    `migrun_${elsewhere}${dead}aaaa_users_1`,
    "migrun_of_somebody",
  ];
  for (const each of left) await ask(given.endpoint, "postgres", `CREATE DATABASE ${each}`);
  await using next = await open();
  expect(await databases()).toEqual([left[1], left[2], name].sort());
  expect(next.kind).toBe("given");
  for (const each of left.slice(1)) await ask(given.endpoint, "postgres", `DROP DATABASE ${each}`);
});

test("an owner of databases goes away with them, and is swept where its run was killed", async () => {
  const owners = async (): Promise<unknown[]> =>
    (await ask(given.endpoint, "postgres", "SELECT rolname FROM pg_roles WHERE rolname LIKE 'migrun%'")).map(
      ({ rolname }) => rolname,
    );
  await using pool = await open();
  const server = await pool.lease("users", never);
  const name = await server.createDatabase("shop");
  const owner = await server.createOwner("app");
  expect(owner.user).toMatch(/^migrun_[0-9a-z]{13}_users_owner_2$/u);
  await ask(given.endpoint, "postgres", `ALTER DATABASE ${name} OWNER TO ${owner.user}`);
  expect(await ask(owner, name, "CREATE SCHEMA own", "SELECT current_user::text AS who")).toEqual([
    { who: owner.user },
  ]);
  const dead = `migrun_${owner.user.slice(7, 11)}zzzzzaaaa_users_1`;
  await ask(given.endpoint, "postgres", `CREATE ROLE ${dead}`);
  await (await open())[Symbol.asyncDispose]();
  expect(await owners()).toEqual([owner.user]);
  await server[Symbol.asyncDispose]();
  expect(await owners()).toEqual([]);
});

test("on a server that is nobody else's, roles of the run are dropped with it", async () => {
  await using pool = await open();
  const server = await pool.lease("users", never);
  const name = await server.createDatabase("shop");
  await ask(
    given.endpoint,
    name,
    "CREATE ROLE reporting",
    "CREATE TABLE t (id int)",
    "GRANT SELECT ON t TO reporting",
    "ALTER ROLE reporting SET work_mem = '8MB'",
    `GRANT CONNECT ON DATABASE ${name} TO reporting`,
  );
  expect(await server.leftovers()).toEqual([]);
  await server[Symbol.asyncDispose]();
  expect(await ask(given.endpoint, "postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'reporting'")).toEqual(
    [],
  );
});

test("a server whose one database holds tables is somebody's: roles are left alone there too", async () => {
  await ask(given.endpoint, "postgres", "CREATE TABLE theirs (id int)");
  try {
    await using pool = await open();
    await using server = await pool.lease("users", never);
    const name = await server.createDatabase("shop");
    await ask(given.endpoint, name, "CREATE ROLE reporting");
    expect(await server.leftovers()).toEqual(["now there: role: reporting"]);
    await server[Symbol.asyncDispose]();
    expect(
      await ask(given.endpoint, "postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'reporting'"),
    ).toHaveLength(1);
  } finally {
    await ask(given.endpoint, "postgres", "DROP ROLE IF EXISTS reporting", "DROP TABLE theirs");
  }
});

test("what cannot be restored is told", async () => {
  const notes: string[] = [];
  {
    await using pool = await openPool({ server: urlOf(), onNote: (note) => notes.push(note) });
    await using server = await pool.lease("users", never);
    const name = await server.createDatabase("shop");
    await ask(given.endpoint, name, "ALTER ROLE postgres SET work_mem = '8MB'");
  }
  await ask(given.endpoint, "postgres", "ALTER ROLE postgres RESET work_mem");
  expect(notes).toEqual(["left on the given server: now there: setting: * postgres {work_mem=8MB}"]);
});

test("a kept database stays, also when its run is dead, until it is asked for", async () => {
  const pool = await open();
  const server = await pool.lease("users", never);
  const name = await server.createDatabase("shop");
  expect(server.keep()).toMatch(new RegExp(`-d ${name}$`, "u"));
  await pool[Symbol.asyncDispose]();
  const dead = JSON.stringify({ ...(await commentOf(name)), pid: 60_466_175 });
  await ask(given.endpoint, "postgres", `COMMENT ON DATABASE ${name} IS '${dead}'`);
  await (await open())[Symbol.asyncDispose]();
  expect(await databases()).toEqual([name]);
  const place = { endpoint: given.endpoint, database: "postgres" };
  const swept = await withConnection(place, (connection) =>
    sweepDatabases(connection, given.major, { kept: true }),
  );
  expect(swept).toEqual({ ok: true, value: [name] });
});

test("on a server with other databases, roles are reported and left alone", async () => {
  await ask(given.endpoint, "postgres", "CREATE DATABASE theirs");
  try {
    await using pool = await open();
    await using server = await pool.lease("users", never);
    await server.createDatabase("shop");
    await ask(given.endpoint, "postgres", "CREATE ROLE reporting");
    expect(await server.leftovers()).toEqual(["now there: role: reporting"]);
    await server[Symbol.asyncDispose]();
    expect(
      await ask(given.endpoint, "postgres", "SELECT 1 AS one FROM pg_roles WHERE rolname = 'reporting'"),
    ).toEqual([{ one: 1 }]);
  } finally {
    await ask(given.endpoint, "postgres", "DROP ROLE IF EXISTS reporting", "DROP DATABASE theirs");
  }
});

test("what cannot work is said with the next step, and never with the password", async () => {
  const canary = "Xk3vQ9sL0mWc7TzR2bYh5NdE8gJf1pUa";
  await ask(given.endpoint, "postgres", `CREATE ROLE weak LOGIN PASSWORD '${canary}'`);
  const problems = [
    await problemOf(urlOf({ password: canary })),
    await problemOf(urlOf({ port: 1, password: canary })),
    await problemOf(urlOf({ database: "absent" })),
    await problemOf(urlOf({ user: "weak", password: canary })),
    await problemOf(`mysql://u:${canary}@h/x`),
    await problemOf(`postgresql://u:${canary}@h:port/x`),
    await problemOf(`postgresql://u:${canary}@h/x?sslmod=require`),
  ];
  await ask(given.endpoint, "postgres", "DROP ROLE weak");
  expect(problems.map(({ kind }) => kind)).toEqual([
    "login",
    "unreachable",
    "unreachable",
    "no-right",
    "bad-url",
    "bad-url",
    "bad-url",
  ]);
  expect(problems[3]?.hint).toBe(
    'Run ALTER ROLE "weak" CREATEDB there, or give another user by --server or MIGRUN_SERVER.',
  );
  expect(problems.every(({ hint }) => hint !== "")).toBe(true);
  expect(JSON.stringify(problems)).not.toContain(canary);
});
