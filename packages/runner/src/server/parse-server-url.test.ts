import { expect, test } from "vitest";
import { parseServerUrl } from "./parse-server-url.ts";

test.each([
  ["postgresql://u:p%40ss@h:6432/db", { host: "h", port: 6432, user: "u", password: "p@ss" }, "db"],
  ["postgres://h", { host: "h", port: 5432, user: "postgres", password: "" }, "postgres"],
  ["postgresql+psycopg://u@[::1]/x", { host: "::1", port: 5432, user: "u", password: "" }, "x"],
  ["postgresql:///x?host=/run/pg", { host: "/run/pg", port: 5432, user: "postgres", password: "" }, "x"],
])("%s", async (url, endpoint, database) => {
  expect(await parseServerUrl(url)).toEqual({ ok: true, value: { endpoint, database } });
});

test.each([
  ["disable", false],
  ["require", { rejectUnauthorized: false }],
  ["verify-full", { rejectUnauthorized: true }],
])("sslmode=%s", async (mode, tls) => {
  expect(await parseServerUrl(`postgresql://h/x?sslmode=${mode}`)).toMatchObject({ value: { tls } });
});

test.each([
  "embeded",
  "mysql://u:secret@h/x",
  "postgresql://u:secret@h:port/x",
  "postgresql://u:%zzsecret@h/x",
  "postgresql://u:secret@h/x?sslmode=yes",
  "postgresql://u:secret@h/x?sslmode=verify-full&sslrootcert=/absent",
  "postgresql://u:secret@h/x?unknown=1",
])("%s cannot be used, and is not repeated", async (url) => {
  const parsed = await parseServerUrl(url);
  expect(parsed).toMatchObject({ ok: false, error: { kind: "bad-url" } });
  expect(JSON.stringify(parsed)).not.toContain("secret");
});
