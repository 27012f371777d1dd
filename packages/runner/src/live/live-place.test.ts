import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLivePlace } from "./live-place.ts";

async function attempts(url: string, env: Record<string, string> = {}): Promise<readonly unknown[]> {
  const place = await readLivePlace(url, { cwd: "/repo", env });
  if (!place.ok) return [place.error.kind];
  return place.value.kind === "sqlite"
    ? [place.value.file]
    : place.value.attempts.map(({ endpoint, database, tls }) => [
        `${endpoint.user}:${endpoint.password}@${endpoint.host}:${endpoint.port}/${database}`,
        tls,
      ]);
}

const OPEN = { rejectUnauthorized: false };

test.each<[string, readonly unknown[]]>([
  [
    "postgresql://u:p%40@db/shop",
    [
      ["u:p@@db:5432/shop", OPEN],
      ["u:p@@db:5432/shop", false],
    ],
  ],
  ["postgresql+asyncpg://u:p@db:6/shop?ssl=require", [["u:p@db:6/shop", OPEN]]],
  ["postgresql://u@db/shop?sslmode=disable&connect_timeout=3", [["u:@db:5432/shop", false]]],
  [
    "postgresql://u@db/shop?sslmode=allow",
    [
      ["u:@db:5432/shop", false],
      ["u:@db:5432/shop", OPEN],
    ],
  ],
  ["postgresql://u@db/shop?sslmode=verify-full", [["u:@db:5432/shop", { rejectUnauthorized: true }]]],
  [
    "postgresql://u@db/shop?sslmode=verify-ca",
    [["u:@db:5432/shop", { rejectUnauthorized: true, checkName: false }]],
  ],
  ["postgresql://u@/shop?host=/run/pg", [["u:@/run/pg:5432/shop", false]]],
  [
    "postgresql://u@/shop?host=a:1&host=b:2&sslmode=disable",
    [
      ["u:@a:1/shop", false],
      ["u:@b:2/shop", false],
    ],
  ],
  ["postgresql://u@db/shop?sslmode=nonsense", ["bad-url"]],
  ["postgresql://u@db/shop?sslmode=verify-ca&sslrootcert=/not/there", ["bad-url"]],
  ["sqlite:///data/app.db", ["/repo/data/app.db"]],
  ["sqlite://", ["unsupported"]],
  ["mysql+pymysql://u@h/d", ["unsupported"]],
  ["nothing", ["bad-url"]],
])("%s", async (url, expected) => {
  expect(await attempts(url)).toEqual(expected);
});

test("what the URL leaves out is taken where libpq takes it", async () => {
  const env = { PGHOST: "h", PGPORT: "7", PGUSER: "u", PGDATABASE: "d", PGSSLMODE: "disable" };
  expect(await attempts("postgresql://", env)).toEqual([["u:@h:7/d", false]]);
});

test("a root certificate makes `require` check the chain, as in libpq", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ca-"));
  await writeFile(join(folder, "ca.pem"), "PEM");
  const url = `postgresql://u@db/d?sslmode=require&sslrootcert=${folder}/ca.pem`;
  const tls = { rejectUnauthorized: true, checkName: false, ca: "PEM" };
  expect(await attempts(url)).toEqual([["u:@db:5432/d", tls]]);
  await rm(folder, { recursive: true });
});
