import { expect, test } from "vitest";
import { ask, openPool } from "./test-pool.ts";

test("a connection from inside the server goes to the server itself unless it names another", async () => {
  await using pool = await openPool();
  await using server = await pool.lease("loopback", new AbortController().signal);
  const database = await server.createDatabase("shop");
  const { user, password, port } = server.endpoint;
  const dial = `dblink('user=${user} password=${password} dbname=shop', 'SELECT inet_server_port()')`;
  const rows = await ask(
    server.endpoint,
    database,
    "CREATE EXTENSION dblink",
    `SELECT port FROM ${dial} AS answer (port int)`,
  );
  expect(rows).toEqual([{ port }]);
});
