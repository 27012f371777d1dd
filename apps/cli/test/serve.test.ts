import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConnection } from "../../../packages/runner/src/database/connect.ts";
import { findChromium, seePage } from "./rig/chromium.ts";
import { type LiveServer, recordRows, startLiveServer, versionRows } from "./rig/live-server.ts";
import { migrun, type RunningMigrun, startMigrun, temporaryFolder } from "./rig/migrun.ts";
import { readMetrics } from "./rig/prometheus.ts";
import { createRepository } from "./rig/repository.ts";
import { layWire, type Wire } from "./rig/wire.ts";

const chromium = await findChromium();
const [FIRST, SECOND, HEAD] = ["a10000000000", "a20000000000", "a30000000000"];
const TOKEN = "a-token-of-a-test-0123";
const PASSWORD = "pa55w0rd-canary";

let live: LiveServer;
let root: string;
let wire: Wire;
let env: Record<string, string>;
let open: { readonly run: RunningMigrun; readonly url: string };
let shut: { readonly run: RunningMigrun; readonly url: string };

async function serve(args: readonly string[], more: Record<string, string> = {}) {
  const run = await startMigrun(["serve", "--port", "0", ...args], { cwd: root, env: { ...env, ...more } });
  const [, url = ""] = await run.heard(/serving .* on (http:\/\/\S+)/u);
  return { run, url };
}

beforeAll(async () => {
  live = await startLiveServer();
  wire = await layWire(live.endpoint);
  const record = recordRows({ [FIRST]: [], [SECOND]: [FIRST], [HEAD]: [SECOND] });
  const users = await live.database("users", ...versionRows(HEAD), ...record);
  env = {
    MIGRUN_PYTHON: "/no/such/python",
    USERS: users,
    ORDERS: await live.database("orders", ...versionRows(FIRST)),
    WIRED: users.replace(`:${live.endpoint.port}/`, `:${wire.port}/`),
    LOGIN: users.replace(/:[^:@/]+@/u, `:${PASSWORD}@`),
  };
  root = await createRepository({
    folders: Object.fromEntries(
      ["users", "orders", "wired", "login", "notes"].map((name) => [name, "fixtures/linear"]),
    ),
    files: {
      "migrun.config.yaml": `targets:\n${["users", "orders", "wired", "login"]
        .map((name) => `  ${name}: { url: "\${${name.toUpperCase()}}" }\n`)
        .join("")}`,
    },
  });
  open = await serve(["--cache", "0"]);
  shut = await serve([], { MIGRUN_TOKEN: TOKEN });
});
afterAll(async () => {
  wire?.close();
  for (const one of [open, shut]) one?.run.signal("SIGTERM");
  await Promise.all([open, shut].map((one) => one?.run.ended));
  await live?.[Symbol.asyncDispose]();
});

async function get(path: string, from = open, headers: Record<string, string> = {}) {
  const answer = await fetch(new URL(path, from.url), { headers });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

async function stateOf(name: string): Promise<readonly unknown[]> {
  const { status, text } = await get(`/migration_status/${name}`);
  return [status, JSON.parse(text).state];
}

describe("answers", () => {
  test("are 200 at head and 503 behind, with revisions", async () => {
    const users = await get("/migration_status/users");
    expect([users.status, JSON.parse(users.text)]).toEqual([
      200,
      { current_revision: HEAD, expected: HEAD, state: "at_head" },
    ]);
    const orders = await get("/migration_status/orders");
    expect([orders.status, JSON.parse(orders.text)]).toEqual([
      503,
      { current_revision: FIRST, expected: HEAD, state: "behind" },
    ]);
    const all = await get("/migration_status");
    const names = (JSON.parse(all.text) as { targets: { name: string }[] }).targets.map(({ name }) => name);
    expect([all.status, names]).toEqual([503, ["login", "orders", "users", "wired"]]);
    expect((await get("/healthz")).text).toBe("ok\n");
    expect((await get("/migration_status/nobody")).status).toBe(404);
    const posted = await fetch(new URL("/", open.url), { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const head = await fetch(new URL("/migration_status/orders", open.url), { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([503, ""]);
  });

  test("tell neither hosts nor passwords nor what a server said, and forbid whatever a page could load", async () => {
    for (const path of ["/", "/migration_status", "/metrics", "/migration_status/login", "/%"]) {
      const { text, headers } = await get(path);
      expect(text).not.toMatch(
        new RegExp(`${PASSWORD}|127\\.0\\.0\\.1|${live.endpoint.port}|password|  at `, "u"),
      );
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

test("/metrics is what Prometheus reads, by the names that alerts are written for", async () => {
  const { text, headers } = await get("/metrics");
  expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  for (const [name, value] of [
    ["migrun_migration_at_head", 'name="users"} 1'],
    ["migrun_migration_at_head", 'name="orders"} 0'],
    ["migrun_migration_state", 'name="orders",state="behind"} 1'],
    ["migrun_migration_pending_revisions", 'name="orders"} 2'],
    ["migrun_migration_info", `name="orders",current="${FIRST}",expected="${HEAD}"} 1`],
    ["migrun_build_info", 'version="'],
    // By the record; the database of orders has none.
    ["migrun_last_apply_timestamp_seconds", 'name="users"} '],
  ])
    expect(text).toContain(`\n${name}{${value}`);
  expect(text).not.toContain('migrun_last_apply_timestamp_seconds{name="orders"}');
  for (const one of (await readMetrics(text)) ?? [])
    expect([one.type, one.help.length, one.samples.length]).toEqual([
      "gauge",
      expect.toSatisfy((length: number) => length > 10),
      expect.toSatisfy((length: number) => length > 0),
    ]);
});

describe("to the public", () => {
  test("the state alone is told; details need the token, by header or in the browser", async () => {
    const plain = await get("/migration_status/users", shut);
    expect([plain.status, JSON.parse(plain.text)]).toEqual([200, { state: "at_head" }]);
    for (const path of ["/", "/migration_status", "/metrics"])
      expect((await get(path, shut)).text).not.toMatch(new RegExp(`${HEAD}|${FIRST}`, "u"));
    const basic = `Basic ${Buffer.from(`anybody:${TOKEN}`).toString("base64")}`;
    for (const authorization of [`Bearer ${TOKEN}`, basic])
      expect((await get("/migration_status/users", shut, { authorization })).text).toContain(HEAD);
    const wrong = await get("/migration_status/users", shut, { authorization: `Bearer ${TOKEN}x` });
    expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, expect.any(String)]);
    expect((await get("/healthz", shut, { authorization: "Bearer x" })).status).toBe(200);
    expect((await get("/login", shut)).status).toBe(401);
  });

  test("a token comes from a file too, and has to be one", async () => {
    const file = join(await temporaryFolder(), "token");
    await writeFile(file, "short\n");
    const refused = await migrun(["serve", "--token-file", file], { cwd: root, env });
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("fewer than 16")]);
    expect(refused.stderr).not.toContain("short");
  });
});

describe("databases that hang, vanish and refuse", () => {
  test("are unreachable, others are not touched by it, and they are seen again", async () => {
    expect(await stateOf("login")).toEqual([503, "unreachable"]);
    expect(await stateOf("wired")).toEqual([200, "at_head"]);
    for (const state of ["frozen", "stalled"] as const) {
      wire.state = state;
      const started = performance.now();
      const [hanging, other] = await Promise.all([stateOf("wired"), stateOf("users")]);
      expect([hanging, other]).toEqual([
        [503, "unreachable"],
        [200, "at_head"],
      ]);
      expect(performance.now() - started).toBeLessThan(6000);
    }
    wire.state = "cut";
    expect(await stateOf("wired")).toEqual([503, "unreachable"]);
    wire.state = "open";
    expect(await stateOf("wired")).toEqual([200, "at_head"]);
  });

  test("a statement that waits for a lock is one connection for all who ask, and ends after two seconds", async () => {
    const held = await openConnection({ endpoint: live.endpoint, database: "users" });
    if (!held.ok) throw new Error(held.error.message);
    await using holder = held.value;
    await holder.query("BEGIN");
    await holder.query("LOCK TABLE alembic_version");
    const storm = Promise.all(Array.from({ length: 40 }, () => stateOf("users")));
    const lookers =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'migrun/look' AND datname = 'users'";
    let most = 0;
    for (let asked = 0; asked < 20; asked += 1)
      most = Math.max(most, Number((await live.ask("postgres", lookers))[0]?.["n"]));
    expect(most).toBe(1);
    expect(new Set((await storm).map(String))).toEqual(new Set(["503,unreachable"]));
    await holder.query("ROLLBACK");
    expect(await stateOf("users")).toEqual([200, "at_head"]);
  });
});

test("SIGTERM ends it when the answers under way are given (0)", async () => {
  const one = await serve(["wired"]);
  wire.state = "frozen";
  const connected = wire.connected();
  const asked = get("/migration_status/wired", one);
  await connected;
  one.run.signal("SIGTERM");
  expect(await asked).toMatchObject({ status: 503 });
  expect(await one.run.ended).toMatchObject({ exitCode: 0, stdout: "" });
  wire.state = "open";
});

test("a port that is taken is said, with the way out", async () => {
  const taken = new URL(open.url).port;
  const refused = await migrun(["serve", "--port", taken], { cwd: root, env });
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("--port")]);
});

describe.skipIf(chromium === null)("the page in Chromium", () => {
  test("shows every state, what is pending in order, and the graphs, and the browser has no complaint", async () => {
    const { dom, complaints } = await seePage(chromium ?? "", open.url);
    expect(complaints).toEqual([]);
    expect(dom).toContain("<title>migrun: 2 of 4 not at head</title>");
    const rows = [...dom.matchAll(/<tr><td>.*?<\/tr>/gsu)].map(([row]) => row.replaceAll(/<[^>]+>/gu, "|"));
    expect(rows.map((row) => row.split("|").filter(Boolean).slice(0, 2))).toEqual([
      ["login", "unreachable"],
      ["orders", "behind"],
      ["users", "at head"],
      ["wired", "at head"],
    ]);
    const [, orders = ""] = /<section id="t1">(.*?)<\/section>/su.exec(dom) ?? [];
    expect([...orders.matchAll(/<li><code>(\w+)/gu)].map((item) => item[1])).toEqual([SECOND, HEAD]);
    expect(orders).toMatch(/>database<\/text>/u);
    expect(dom.match(/<svg[^>]*role="img"/gu)).toHaveLength(4);
  });

  test("shows the public the states alone", async () => {
    const { dom, complaints } = await seePage(chromium ?? "", shut.url);
    expect([complaints, dom.includes("at head"), dom.includes(HEAD)]).toEqual([[], true, false]);
  });
});
