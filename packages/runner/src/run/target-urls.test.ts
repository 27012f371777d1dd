import { describe, expect, it } from "vitest";
import { inferEnvironment, namesOf, type Target } from "@migrun/core";
import { ENDPOINT, fakeServer } from "../../test/fakes/fake-server.ts";
import type { PythonAnswer } from "./python-pool.ts";
import { TargetDatabases } from "./target-databases.ts";
import { type EnvironmentValues, mainDatabaseName, targetUrls } from "./target-urls.ts";

/** A target with nothing but the source of its env.py, and perhaps a URL in its ini. */
function targetOf(env: string, url: string | null = null): Target {
  const text = `import os\nfrom sqlalchemy import create_engine\n${env}\n`;
  const facts = inferEnvironment({ name: "env_py", file: "/r/env.py", text, isPackage: false });
  return {
    name: "shop",
    url,
    rawUrl: url,
    urlEnv: namesOf(facts.variables, "url"),
    ...facts,
  } as unknown as Target;
}

async function urlsOf(
  target: Target,
  given: Partial<EnvironmentValues> = {},
  drivers = ["psycopg2", "asyncpg"],
) {
  const values = { configured: {}, inherited: {}, dotenv: {}, ...given };
  const databases = new TargetDatabases({
    lease: async () => fakeServer(),
    prepare: async () => ENDPOINT,
    restore: async () => {},
    folder: "/run/shop",
    foreign: "redirect",
    mainName: mainDatabaseName(target, values),
  });
  const versions = { python: "3.13", alembic: "1.16", sqlalchemy: "2.0.40", drivers };
  const python = Promise.resolve({ bridge: { versions } } as unknown as PythonAnswer);
  return (await targetUrls(target, values, { databases, python })).variables;
}

const AT = "postgres:x@127.0.0.1:6000";
const SYNC = 'create_engine(os.environ["DATABASE_URL"])';
const ASYNC = 'create_async_engine(os.environ["DATABASE_URL"])';

describe("a URL that nobody gave", () => {
  it.each([
    [SYNC, ["psycopg2"], "postgresql"],
    [SYNC, ["psycopg"], "postgresql+psycopg"],
    [SYNC, ["asyncpg", "pg8000"], "postgresql+pg8000"],
    [SYNC, [], "postgresql"],
    [ASYNC, ["psycopg2", "asyncpg"], "postgresql+asyncpg"],
    [ASYNC, ["psycopg"], "postgresql+psycopg"],
    [ASYNC, [], "postgresql+asyncpg"],
  ])("%s with the drivers %j begins with %s", async (env, drivers, scheme) => {
    expect(await urlsOf(targetOf(env), {}, drivers)).toEqual({ DATABASE_URL: `${scheme}://${AT}/shop` });
  });

  it("is made after the default in the source", async () => {
    const env = 'create_engine(os.getenv("DATABASE_URL", "postgresql+pg8000://me@localhost/mine"))';
    expect(await urlsOf(targetOf(env))).toEqual({ DATABASE_URL: `postgresql+pg8000://${AT}/mine` });
    const file = 'create_engine(os.getenv("DATABASE_URL", "sqlite:///app.db"))';
    expect(await urlsOf(targetOf(file))).toEqual({ DATABASE_URL: "sqlite:////run/shop/1.sqlite" });
  });

  it("is made after a dotenv file, of which nothing else is taken", async () => {
    const dotenv = { DATABASE_URL: "postgresql+asyncpg://me:secret@db.internal/live", OTHER: "x" };
    expect(await urlsOf(targetOf(SYNC), { dotenv })).toEqual({
      DATABASE_URL: `postgresql+asyncpg://${AT}/live`,
    });
  });

  it("is made after the ini, unless that is a placeholder or leaves the driver of an async engine open", async () => {
    const ini = "postgresql+psycopg://a:b@c/d";
    expect(await urlsOf(targetOf(SYNC, ini))).toEqual({ DATABASE_URL: `postgresql+psycopg://${AT}/d` });
    expect(await urlsOf(targetOf(ASYNC, "driver://user:pass@localhost/dbname"))).toEqual({
      DATABASE_URL: `postgresql+asyncpg://${AT}/shop`,
    });
    expect(await urlsOf(targetOf(ASYNC, "postgresql://a:b@c/d"))).toEqual({
      DATABASE_URL: `postgresql+asyncpg://${AT}/d`,
    });
  });
});

it("variables that name different databases get different ones, others the same", async () => {
  const env = `${SYNC}\ncreate_engine(os.environ["OTHER_URL"])\ncreate_engine(os.environ["SYNC_URL"])`;
  const inherited = {
    DATABASE_URL: "postgresql+asyncpg://a@b/users",
    OTHER_URL: "postgresql://a@b/orders",
    SYNC_URL: "postgresql://a@b/users",
  };
  expect(await urlsOf(targetOf(env), { inherited })).toEqual({
    DATABASE_URL: `postgresql+asyncpg://${AT}/users`,
    OTHER_URL: `postgresql://${AT}/orders`,
    SYNC_URL: `postgresql://${AT}/users`,
  });
});

describe("parts of a URL", () => {
  const parts =
    "create_engine(f\"postgresql://{os.environ['U']}:{os.environ['P']}@{os.environ['H']}:{os.getenv('N')}/{os.getenv('D', 'mine')}\")";

  it("are those of the isolated database, whatever the environment says", async () => {
    expect(await urlsOf(targetOf(parts), { inherited: { H: "db.internal" } })).toEqual({
      U: "postgres",
      P: "x",
      H: "127.0.0.1",
      N: "6000",
      D: "mine",
    });
  });

  it("that the configuration gives are left alone", async () => {
    const values = { configured: { H: "db.internal", D: "named" }, inherited: {}, dotenv: {} };
    expect(Object.keys(await urlsOf(targetOf(parts), values)).sort()).toEqual(["N", "P", "U"]);
    expect(mainDatabaseName(targetOf(parts), values)).toBe("named");
  });

  it("that several variables hold are not supplied", async () => {
    const two = `${parts}\ncreate_engine("postgresql://" + os.environ["H2"] + "/x")`;
    expect(Object.keys(await urlsOf(targetOf(two))).sort()).toEqual(["D", "N", "P", "U"]);
  });

  it("of another dialect are not supplied", async () => {
    const mysql = parts.replace("postgresql", "mysql");
    expect(await urlsOf(targetOf(mysql))).toEqual({});
  });

  it("are enough where the whole URL may be left out", async () => {
    const env = `${parts}\ncreate_engine(os.getenv("DATABASE_URL"))`;
    expect(await urlsOf(targetOf(env))).not.toHaveProperty("DATABASE_URL");
    const inherited = { DATABASE_URL: "postgresql+psycopg://a@b/live" };
    expect(await urlsOf(targetOf(env), { inherited })).toMatchObject({
      DATABASE_URL: `postgresql+psycopg://${AT}/live`,
    });
  });
});
