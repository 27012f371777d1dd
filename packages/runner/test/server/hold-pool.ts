// Run by kill.test.ts in a process of its own: uses a pool for ever, until it is killed.
import { ask, openPool } from "./test-pool.ts";

const pool = await openPool({ size: 2 });
pool.warm(2);
process.stdout.write("begun\n");
for (let turn = 0; ; turn += 1) {
  const server = await pool.lease(`target ${turn}`, new AbortController().signal);
  await server.createDatabase("shop");
  await ask(server.endpoint, "shop", "CREATE TABLE t AS SELECT generate_series(1, 1000)");
  if (turn % 3 === 0) await ask(server.endpoint, "shop", "CREATE ROLE reporting");
  await server[Symbol.asyncDispose]();
}
