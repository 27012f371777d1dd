import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLivePlace } from "../../src/live/live-place.ts";
import { withLiveConnection } from "../../src/live/with-live-connection.ts";
import type { LeasedServer, ServerPool } from "../../src/server/server.ts";
import { ask, eventually, openPool } from "../server/test-pool.ts";

const limits = { connectTimeoutMs: 5000, statementTimeoutMs: 5000, signal: new AbortController().signal };

/** A program of the system, no dependency. */
const OPENSSL = "openssl";
const hasOpenssl = spawnSync(OPENSSL, ["version"]).status === 0;

let pool: ServerPool;
let server: LeasedServer;
let folder: string;

async function isEncrypted(query: string): Promise<unknown> {
  const { host, port, user, password } = server.endpoint;
  const url = `postgresql://${user}:${password}@${host}:${port}/postgres?${query}`;
  const place = await readLivePlace(url, { cwd: "/", env: {} });
  if (!place.ok || place.value.kind !== "postgresql") return "bad";
  const asked = await withLiveConnection(
    place.value,
    (connection) =>
      connection.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
    limits,
  );
  return asked.ok ? asked.value[0]?.ssl : asked.error.kind;
}

beforeAll(async () => {
  if (!hasOpenssl) return;
  pool = await openPool({ size: 1 });
  server = await pool.lease("tls", limits.signal);
  folder = mkdtempSync(join(tmpdir(), "tls-"));
  const openssl = (line: string): unknown =>
    execFileSync(OPENSSL, line.split(" "), { cwd: folder, stdio: "ignore" });
  openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ours -days 2");
  openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=db.internal");
  openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2");
  openssl("req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj /CN=theirs -days 2");
  const [row] = await ask(server.endpoint, "postgres", "SELECT current_setting('data_directory') AS at");
  const { uid, gid } = statSync(String(row?.["at"]));
  chmodSync(folder, 0o755);
  for (const name of ["server.key", "server.pem"]) {
    chmodSync(join(folder, name), 0o600);
    if (process.getuid?.() === 0) chownSync(join(folder, name), uid, gid);
  }
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await pool?.[Symbol.asyncDispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

test.skipIf(!hasOpenssl)("sslmode means what it means to libpq", async () => {
  // A server without TLS first: `prefer` falls back, `require` does not.
  expect(await isEncrypted("")).toBe(false);
  expect(await isEncrypted("sslmode=require")).toBe("unreachable");
  await ask(
    server.endpoint,
    "postgres",
    `ALTER SYSTEM SET ssl_cert_file = '${folder}/server.pem'`,
    `ALTER SYSTEM SET ssl_key_file = '${folder}/server.key'`,
    "ALTER SYSTEM SET ssl = on",
    "SELECT pg_reload_conf()",
  );
  await eventually(async () => (await isEncrypted("")) === true, "TLS is on");
  const [ours, theirs] = [`sslrootcert=${folder}/ca.pem`, `sslrootcert=${folder}/other.pem`];
  const said: Record<string, unknown> = {};
  for (const query of [
    "sslmode=disable",
    "sslmode=allow",
    "sslmode=require",
    "ssl=true",
    `sslmode=require&${theirs}`,
    `sslmode=verify-ca&${ours}`,
    `sslmode=verify-ca&${theirs}`,
    `sslmode=verify-full&${ours}`,
  ])
    said[query.replace(`${folder}/`, "")] = await isEncrypted(query);
  expect(said).toEqual({
    "sslmode=disable": false,
    "sslmode=allow": false,
    "sslmode=require": true,
    "ssl=true": true,
    "sslmode=require&sslrootcert=other.pem": "unreachable",
    "sslmode=verify-ca&sslrootcert=ca.pem": true,
    "sslmode=verify-ca&sslrootcert=other.pem": "unreachable",
    // The certificate is for db.internal, and 127.0.0.1 was asked.
    "sslmode=verify-full&sslrootcert=ca.pem": "unreachable",
  });
});
