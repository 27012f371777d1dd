import { expect, it } from "vitest";
import type { AskedDatabase } from "../bridge/protocol.ts";
import { ENDPOINT, fakeServer } from "../../test/fakes/fake-server.ts";
import { TargetDatabases } from "./target-databases.ts";

function databases(foreign: "redirect" | "refuse" = "redirect") {
  const server = fakeServer();
  return {
    server,
    all: new TargetDatabases({
      lease: async () => server,
      prepare: async () => ENDPOINT,
      restore: async () => {},
      folder: "/run/users",
      foreign,
      mainName: "shop",
    }),
  };
}

const asked = (host: string, database: string, dialect = "postgresql"): AskedDatabase => ({
  dialect,
  driver: "psycopg2",
  host,
  database,
  user: "app",
});

it("lets the target's own database pass, and does not call it foreign", async () => {
  const { all } = databases();
  await all.main();
  expect(await all.give(asked("127.0.0.1:6000", "shop"))).toEqual({
    kind: "postgres",
    endpoint: ENDPOINT,
    database: "shop",
  });
  expect(all.foreign).toEqual([]);
});

it("gives the main database, by its very name, to an env.py with a URL of its own", async () => {
  const { all, server } = databases();
  await all.main();
  expect(await all.give(asked("db.internal", "shop"))).toMatchObject({ database: "shop" });
  expect(await all.give(asked("db.internal", "shop"))).toMatchObject({ database: "shop" });
  expect(server.made).toEqual(["shop"]);
  expect(all.foreign).toHaveLength(1);
});

it("gives each distinct database one of its own, also where only the host differs", async () => {
  const { all, server } = databases();
  await all.give(asked("127.0.0.1:6000", "shop"));
  await all.give(asked("a", "one"));
  await all.give(asked("b", "one"));
  expect(server.made).toEqual(["shop", "one", "one_2"]);
  expect(all.foreign.map((one) => one.host)).toEqual(["a", "b"]);
});

it("never gives the main database away twice", async () => {
  const { all, server } = databases();
  await all.main();
  await all.give(asked("127.0.0.1:6000", "shop"));
  expect(await all.give(asked("db.internal", "shop"))).toMatchObject({ database: "shop_2" });
  expect(server.made).toEqual(["shop", "shop_2"]);
});

it("refuses other dialects, and every foreign database under `refuse`", async () => {
  expect(await databases().all.give(asked("db", "x", "mysql"))).toMatchObject({ kind: "refused" });
  const { all } = databases("refuse");
  expect(await all.give(asked("db.internal", "shop"))).toMatchObject({ kind: "refused" });
});

it("gives a SQLite path one throw-away file, and knows its own files again", async () => {
  const { all } = databases();
  const first = await all.give(asked("", "/srv/app.db", "sqlite"));
  expect(first).toEqual({ kind: "sqlite", path: "/run/users/1.sqlite" });
  expect(await all.give(asked("", "/srv/app.db", "sqlite"))).toEqual(first);
  expect(await all.give(asked("", "/run/users/1.sqlite", "sqlite"))).toEqual(first);
  expect(all.foreign).toHaveLength(1);
});

it("makes every database anew", async () => {
  const { all, server } = databases();
  await all.main();
  await all.give(asked("a", "one"));
  await all.reset();
  expect(server.made).toEqual(["shop", "one"]);
});
