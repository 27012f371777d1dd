import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildGraph, type Revision } from "@migrun/core";
import { appliedInLive } from "../../src/mend/find-released-elsewhere.ts";
import type { LeasedServer, ServerPool } from "../../src/server/server.ts";
import { ask, openPool } from "../server/test-pool.ts";

function revision(id: string, down: readonly string[]): Revision {
  return { id, file: `/v/${id}.py`, line: 1, doc: "", down, dependsOn: [], labels: [], resolvedBy: "text" };
}

const graph = buildGraph([
  revision("a", []),
  revision("b", ["a"]),
  revision("c", ["b"]),
  revision("x", ["a"]),
]);

const around = { cwd: "/", env: {}, signal: new AbortController().signal };

let pool: ServerPool;
let server: LeasedServer;
beforeAll(async () => {
  pool = await openPool({ size: 1 });
  server = await pool.lease("live", new AbortController().signal);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await pool?.[Symbol.asyncDispose]();
});

async function liveDatabase(name: string, ...statements: readonly string[]): Promise<string> {
  const database = await server.createDatabase(name);
  await ask(server.endpoint, database, "SELECT 1", ...statements);
  const { host, port, user, password } = server.endpoint;
  return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

describe("what a live database has applied", () => {
  test("is everything below the rows of any version table", async () => {
    const url = await liveDatabase(
      "shop",
      "CREATE SCHEMA ops",
      'CREATE TABLE ops."My Versions" (version_num varchar(32) PRIMARY KEY)',
      `INSERT INTO ops."My Versions" VALUES ('b'), ('of another history')`,
    );
    expect(await appliedInLive(url, graph, around)).toEqual({ kind: "applied", ids: new Set(["b", "a"]) });
  });

  test("is nothing where no table is", async () => {
    expect(await appliedInLive(await liveDatabase("empty"), graph, around)).toEqual({
      kind: "applied",
      ids: new Set(),
    });
  });

  test("is not known where nobody answers", async () => {
    const url = (await liveDatabase("gone")).replace(/\/gone$/u, "/never-made");
    expect(await appliedInLive(url, graph, around)).toMatchObject({ kind: "unreachable" });
    expect(await appliedInLive("mysql://h/d", graph, around)).toMatchObject({ kind: "unreachable" });
  });
});
