// Run by ordinary-user.test.ts in a process of its own: makes one database and says so.
import { ask, openPool } from "./test-pool.ts";

await using pool = await openPool({ size: 1 });
await using server = await pool.lease("one", new AbortController().signal);
const name = await server.createDatabase("shop");
const [row] = await ask(server.endpoint, name, "SELECT current_database() AS name");
process.stdout.write(JSON.stringify({ ...row, uid: process.getuid?.() }));
