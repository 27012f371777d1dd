import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schemaProblems } from "./rig/check-schema.ts";
import { type LiveServer, recordRows, startLiveServer, versionRows } from "./rig/live-server.ts";
import { migrun, startMigrun } from "./rig/migrun.ts";
import { createRepository, git, workspace } from "./rig/repository.ts";
import { layWire } from "./rig/wire.ts";

const [FIRST, SECOND, HEAD] = ["a10000000000", "a20000000000", "a30000000000"];
/** These commands must not need one. */
const NO_PYTHON = { MIGRUN_PYTHON: "/no/such/python" };

let live: LiveServer;
let root: string;
let urls: Record<string, string>;

beforeAll(async () => {
  live = await startLiveServer();
  root = await createRepository({
    folders: { users: "fixtures/linear", orders: "fixtures/linear", notes: "fixtures/linear" },
    files: {
      "migrun.config.yaml":
        "targets:\n  users: { url: '${USERS_DATABASE_URL}' }\n  orders: { url: '${ORDERS_DATABASE_URL}' }\n",
    },
  });
  urls = {
    USERS_DATABASE_URL: await live.database("users", ...versionRows(HEAD)),
    ORDERS_DATABASE_URL: await live.database("orders", ...versionRows(FIRST)),
  };
});
afterAll(async () => await live?.[Symbol.asyncDispose]());

async function run(args: readonly string[], env: Record<string, string> = {}, cwd = root) {
  return await migrun(args, { cwd, env: { ...NO_PYTHON, ...urls, ...env } });
}

/** Exit codes of command lines that run side by side. */
async function codesOf(lines: readonly string[], env: Record<string, string>, cwd = root) {
  const ended = await Promise.all(lines.map((line) => run(line.split(" "), env, cwd)));
  return ended.map(({ exitCode }) => exitCode);
}

async function schemaOf(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(workspace, `apps/cli/schemas/${name}.v1.json`), "utf8"));
}

describe("status", () => {
  test("is a table for people, and tells which target has no live database", async () => {
    const shown = await run(["status", "-v"]);
    expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
    expect(shown.stdout).toMatchInlineSnapshot(`
      "target  state          current       expected      pending
      notes   ✗ unreachable  –             a30000000000  –
      orders  ▲ behind       a10000000000  a30000000000  2
      users   ✓ at head      a30000000000  a30000000000  –

      notes: no \`url\` is configured for it
      orders: 2 revisions pending, in this order:
        → a20000000000
        → a30000000000
      "
    `);
    expect(await git(root, "status", "--porcelain")).toBe("");
  });

  test("is one document for scripts", async () => {
    const shown = await run(["status", "users/orders", "--format", "json"]);
    expect([shown.exitCode, shown.stderr]).toEqual([0, ""]);
    const document: unknown = JSON.parse(shown.stdout);
    expect(schemaProblems(await schemaOf("status"), document)).toEqual([]);
    expect(document).toEqual({
      $schema: "urn:migrun:schemas/status.v1.json",
      schemaVersion: 1,
      targets: [
        {
          name: "orders",
          state: "behind",
          current: [FIRST],
          expected: [HEAD],
          pending: [SECOND, HEAD],
          reason: null,
        },
        { name: "users", state: "at_head", current: [HEAD], expected: [HEAD], pending: [], reason: null },
      ],
    });
  });

  test("one history may have many live databases: each is a target, and has a state of its own", async () => {
    const cwd = await createRepository({
      folders: { ".": "fixtures/linear" },
      files: {
        "migrun.config.yaml": ["acme", "globex"]
          .map((name) => `  ${name}: { config: alembic.ini, section: alembic, url: "\${${name}}" }\n`)
          .join("")
          .replace(/^/u, "targets:\n"),
      },
    });
    const env = { acme: urls["USERS_DATABASE_URL"]!, globex: urls["ORDERS_DATABASE_URL"]! };
    const shown = await run(["status", "--format", "json"], env, cwd);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      targets: [
        { name: "acme", state: "at_head", current: [HEAD] },
        { name: "globex", state: "behind", current: [FIRST] },
      ],
    });
  });

  test("is a gate by --require, and says where nobody could look", async () => {
    const lines = ["status users/orders --require at-least-code", "status notes", "status --require head"];
    expect(await codesOf(lines, {})).toEqual([1, 2, 2]);
    const secret = "pa55-w0rd-canary";
    const wrong = { USERS_DATABASE_URL: urls["USERS_DATABASE_URL"]!.replace(/:[^:@/]+@/u, `:${secret}@`) };
    const refused = await run(["status", "users"], wrong);
    expect([refused.exitCode, refused.stdout]).toEqual([3, expect.stringContaining("unreachable")]);
    expect(refused.stdout + refused.stderr).not.toContain(secret);
  });
});

describe("every state", () => {
  /** Exit codes of `status`, `status --require at-head`, `wait --timeout 0`, `verify`, `verify --strict`. */
  const STATES: Readonly<Record<string, readonly [string, readonly string[], readonly number[]]>> = {
    at: ["at_head", [HEAD], [0, 0, 0, 0, 0]],
    behind: ["behind", [FIRST], [0, 1, 1, 1, 1]],
    ahead: ["ahead", ["e50000000000"], [0, 1, 0, 0, 1]],
    unknown: ["unknown", ["e50000000000"], [0, 1, 1, 1, 1]],
    empty: ["empty", [], [0, 1, 1, 1, 1]],
    gone: ["unreachable", [], [3, 3, 3, 3, 3]],
    both: ["at_head", ["b10000000000", "b20000000000"], [0, 0, 0, 0, 0]],
    one: ["behind", ["b10000000000"], [0, 1, 1, 1, 1]],
  };
  const READER = "reader_of_rows";
  let all: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    const names = Object.keys(STATES);
    all = await createRepository({
      folders: Object.fromEntries(
        names.map((name) => [name, /both|one/u.test(name) ? "fixtures/two-heads" : "fixtures/linear"]),
      ),
      files: {
        "migrun.config.yaml": `targets:\n${names.map((name) => `  ${name}: { url: "\${${name.toUpperCase()}}", heads: 2 }\n`).join("")}`,
      },
    });
    await live.ask("postgres", `CREATE ROLE ${READER} LOGIN PASSWORD 'p'`);
    await live.ask("postgres", `ALTER ROLE ${READER} SET default_transaction_read_only = on`);
    env = { PATH: "/no/such/folder", GONE: `postgresql://${READER}:p@127.0.0.1:1/gone` };
    const proof = recordRows({ d40000000000: [HEAD], e50000000000: ["d40000000000"] });
    for (const [name, [, rows]] of Object.entries(STATES)) {
      if (name === "gone") continue;
      const made = name === "empty" ? [] : [...versionRows(...rows), ...(name === "ahead" ? proof : [])];
      const url = new URL(await live.database(`state_${name}`, ...made));
      await live.ask(url.pathname.slice(1), `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${READER}`);
      [url.username, url.password] = [READER, "p"];
      env[name.toUpperCase()] = url.href;
    }
  });

  async function catalogs(): Promise<unknown> {
    const seen = [];
    for (const name of Object.keys(STATES).filter((one) => one !== "gone"))
      seen.push(
        await live.ask(
          `state_${name}`,
          "SELECT (SELECT count(*) FROM pg_class)::int AS relations, (SELECT max(oid::bigint) FROM pg_class)::int AS newest",
        ),
      );
    return seen;
  }

  test("is told to a role that can only read, without Python and git, and nothing is made", async () => {
    const before = await catalogs();
    const shown = await run(["status", "--format", "json"], env, all);
    const { targets } = JSON.parse(shown.stdout) as {
      targets: { name: string; state: string; current: string[] }[];
    };
    expect(Object.fromEntries(targets.map(({ name, state, current }) => [name, [state, current]]))).toEqual(
      Object.fromEntries(Object.entries(STATES).map(([name, [state, rows]]) => [name, [state, rows]])),
    );
    for (const [name, [, , codes]] of Object.entries(STATES)) {
      const ends = ["status NAME", "status NAME --require at-head", "wait NAME --timeout 0"];
      const lines = [...ends, "verify NAME", "verify NAME --strict"].map((line) =>
        line.replace("NAME", name),
      );
      expect([name, await codesOf(lines, env, all)]).toEqual([name, codes]);
    }
    expect(await catalogs()).toEqual(before);
  });
});

describe("code two revisions back after an upgrade with `record: true`", () => {
  let back: string;
  beforeAll(async () => {
    back = await createRepository({
      folders: { ".": "fixtures/linear" },
      files: { "migrun.config.yaml": "targets:\n  alembic: { url: '${URL}' }\n" },
    });
    for (const name of [`${SECOND}_add_price_to_items.py`, `${HEAD}_create_sales.py`])
      await rm(join(back, "migrations/versions", name));
  });

  test("is ahead, and all that the code needs", async () => {
    const record = recordRows({ [FIRST]: [], [SECOND]: [FIRST], [HEAD]: [SECOND] });
    const URL = await live.database("recorded", ...versionRows(HEAD), ...record);
    const shown = await run(["status", "--format", "json"], { URL }, back);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      targets: [{ state: "ahead", current: [HEAD], expected: [FIRST], pending: [] }],
    });
    const lines = ["wait --at-least-code", "wait --require at-head", "verify", "verify --strict"];
    expect(await codesOf(lines, { URL }, back)).toEqual([0, 1, 0, 1]);
    const verified = await run(["verify"], { URL }, back);
    expect(verified.stdout).toContain("newer code has migrated it further");
  });

  test("is unknown where nothing was recorded, and may be allowed", async () => {
    const URL = await live.database("unrecorded", ...versionRows(HEAD));
    const shown = await run(["status", "--format", "json"], { URL }, back);
    expect(JSON.parse(shown.stdout)).toMatchObject({ targets: [{ state: "unknown", current: [HEAD] }] });
    const lines = ["status --require at-least-code", "wait --timeout 0 --allow-unknown"];
    expect(await codesOf(lines, { URL }, back)).toEqual([1, 0]);
  });
});

describe("verify", () => {
  test("passes at the heads, lists constraints, and fails for an invalid index", async () => {
    const USERS_DATABASE_URL = await live.database(
      "verified",
      ...versionRows(HEAD),
      "CREATE TABLE t (n int)",
      "INSERT INTO t VALUES (1), (1)",
      "ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
    );
    const good = await run(["verify", "users"], { USERS_DATABASE_URL });
    expect([good.exitCode, good.stdout]).toEqual([
      0,
      expect.stringContaining("VALIDATE CONSTRAINT positive"),
    ]);
    expect(await codesOf(["verify users --strict"], { USERS_DATABASE_URL })).toEqual([1]);
    await live.ask("verified", "CREATE UNIQUE INDEX CONCURRENTLY twice ON t (n)").then(
      () => expect.fail("it is not unique"),
      () => {},
    );
    const bad = await run(["verify", "users", "--format", "json"], { USERS_DATABASE_URL });
    const document: unknown = JSON.parse(bad.stdout);
    expect(schemaProblems(await schemaOf("verify"), document)).toEqual([]);
    expect([bad.exitCode, document]).toMatchObject([
      1,
      { ok: false, targets: [{ state: "at_head", ok: false, invalidIndexes: ["public.twice"] }] },
    ]);
  });
});

describe("assertions", () => {
  test("are queries that have to give no row; they cannot write, and each is told by its place", async () => {
    const cwd = await createRepository({
      folders: { ".": "fixtures/linear" },
      files: {
        "migrun.config.yaml":
          "targets:\n  alembic: { url: '${URL}', assertions: [sql/good.sql, sql/bad.sql, sql/gone.sql] }\n",
        "sql/good.sql": "-- none; of them\nSELECT 1 FROM orders WHERE total < 0;\n",
        "sql/bad.sql":
          "SELECT 'Ada''s secret' FROM orders;\n\nCOMMIT;\nDELETE FROM orders RETURNING 1;\nSELECT oops FROM orders;\n",
      },
    });
    const URL = await live.database(
      "asserted",
      ...versionRows(HEAD),
      "CREATE TABLE orders AS SELECT 5 AS total FROM generate_series(1, 3)",
    );
    const told = await run(["verify", "--format", "json"], { URL }, cwd);
    const document: unknown = JSON.parse(told.stdout);
    expect(schemaProblems(await schemaOf("verify"), document)).toEqual([]);
    expect(document).toMatchObject({
      ok: false,
      targets: [
        {
          state: "at_head",
          failedAssertions: [
            { file: "sql/bad.sql", line: 1, rows: 3, message: null },
            { file: "sql/bad.sql", line: 4, rows: null, message: expect.stringContaining("read-only") },
            { file: "sql/bad.sql", line: 5, rows: null, message: expect.stringContaining("oops") },
            { file: "sql/gone.sql", line: 1, rows: null, message: expect.stringContaining("cannot be read") },
          ],
        },
      ],
    });
    expect(await live.ask("asserted", "SELECT count(*)::int AS n FROM orders")).toEqual([{ n: 3 }]);
    const text = await run(["verify"], { URL }, cwd);
    expect([text.exitCode, text.stdout]).toEqual([
      1,
      expect.stringContaining("sql/bad.sql:1 gave 3 rows, and has to give none."),
    ]);
    expect(text.stdout).not.toContain("Ada");
  });
});

describe("wait", () => {
  test("ends when the last revision is there", async () => {
    const USERS_DATABASE_URL = await live.database("waited", ...versionRows(SECOND));
    const waiting = await startMigrun(["wait", "users"], {
      cwd: root,
      env: { ...NO_PYTHON, ...urls, USERS_DATABASE_URL },
    });
    await waiting.heard("waiting for users: behind at a20000000000, 1 revision pending");
    await live.ask("waited", `UPDATE alembic_version SET version_num = '${HEAD}'`);
    expect(await waiting.ended).toMatchObject({ exitCode: 0, stdout: "users: at head\n" });
  });

  test("waits for a server that comes up later, and says each change once", async () => {
    const wire = await layWire(live.endpoint);
    wire.state = "cut";
    const USERS_DATABASE_URL = urls["USERS_DATABASE_URL"]!.replace(
      `:${live.endpoint.port}/`,
      `:${wire.port}/`,
    );
    const waiting = await startMigrun(["wait", "users/orders", "--timeout", "2m"], {
      cwd: root,
      env: { ...NO_PYTHON, ...urls, USERS_DATABASE_URL, ORDERS_DATABASE_URL: USERS_DATABASE_URL },
    });
    await waiting.heard("waiting for users: unreachable");
    for (const _ of Array.from({ length: 4 })) await wire.connected();
    wire.state = "open";
    const ended = await waiting.ended;
    wire.close();
    expect([ended.exitCode, ended.stdout]).toEqual([0, "orders: at head\nusers: at head\n"]);
    expect(ended.stderr.match(/waiting for users: unreachable/gu)).toHaveLength(1);
  });

  test("gives up in time, and tells a database that is behind from one that is not there", async () => {
    const gone = { ORDERS_DATABASE_URL: "postgresql://u@127.0.0.1:1/d" };
    const [late, refused, unset] = await Promise.all([
      run(["wait", "orders", "--timeout", "1s"]),
      run(["wait", "orders", "--timeout", "1s"], gone),
      run(["wait", "notes"]),
    ]);
    expect([late.exitCode, late.stderr]).toEqual([1, expect.stringMatching(/not ready after \d/u)]);
    expect(late.stderr).toContain("migrun upgrade");
    expect(refused.exitCode).toBe(3);
    expect([unset.exitCode, unset.stderr]).toEqual([2, expect.stringContaining("no `url`")]);
  });

  test("ends at once by SIGTERM, also while a server does not answer", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const waiting = await startMigrun(["wait", "users"], {
      cwd: root,
      env: { ...NO_PYTHON, ...urls, USERS_DATABASE_URL: `postgresql://u@127.0.0.1:${port}/d` },
    });
    await once(silent, "connection");
    const started = performance.now();
    waiting.signal("SIGTERM");
    expect((await waiting.ended).exitCode).toBe(143);
    expect(performance.now() - started).toBeLessThan(1500);
    silent.close();
  });
});

test("`heads --format value` gives an image build its expected heads, one a line", async () => {
  const one = await run(["heads", "users", "--format", "value"]);
  expect(one).toMatchObject({ exitCode: 0, stdout: `${HEAD}\n`, stderr: "" });
  const two = await createRepository({
    folders: { ".": "fixtures/two-heads" },
    files: { "migrun.config.yaml": "targets:\n  alembic: { heads: 2 }\n" },
  });
  const several = await run(["heads", "alembic", "--format", "value"], {}, two);
  expect([several.exitCode, several.stderr]).toEqual([0, ""]);
  const ids = several.stdout.split("\n");
  expect([ids.length, ids.at(-1)]).toEqual([3, ""]);
});
