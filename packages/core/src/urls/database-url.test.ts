import { describe, expect, it } from "vitest";
import {
  databaseLabel,
  isDatabaseUrl,
  parseDatabaseUrl,
  redirectSqliteUrl,
  redirectUrl,
} from "./database-url.ts";

const to = { host: "127.0.0.1", port: 6000, user: "postgres", password: "s:e/c@t", database: "users" };

describe("parseDatabaseUrl", () => {
  it("splits a full URL as SQLAlchemy does", () => {
    expect(parseDatabaseUrl("postgresql+asyncpg://app:p%40ss@db.internal:5433/users?ssl=require")).toEqual({
      dialect: "postgresql",
      driver: "asyncpg",
      user: "app",
      password: "p@ss",
      host: "db.internal",
      port: 5433,
      database: "users",
      query: [["ssl", "require"]],
    });
  });

  it("takes the scheme postgres as postgresql, and lets a password hold a slash and a colon", () => {
    const url = parseDatabaseUrl("postgres://u:a/b:c@h/d");
    expect([url?.dialect, url?.password, url?.host]).toEqual(["postgresql", "a/b:c", "h"]);
  });

  it.each([
    ["sqlite:///app.db", "app.db"],
    ["sqlite:////var/app.db", "/var/app.db"],
    ["sqlite://", ""],
  ])("reads the path of %s", (text, path) => {
    expect(parseDatabaseUrl(text)?.database).toBe(path);
  });

  it("is null for what is no URL", () => {
    expect(parseDatabaseUrl("users")).toBeNull();
  });
});

describe("isDatabaseUrl", () => {
  it.each([
    "postgresql://h/d",
    "mysql+pymysql://u@h/d",
    "sqlite:///x",
    "host=db dbname=users",
    "jdbc:postgresql://h/d",
  ])("knows %s", (text) => {
    expect(isDatabaseUrl(text)).toBe(true);
  });
  it.each(["redis://h/0", "https://example.org/d", "amqp://h", "hello", "a=b"])("leaves %s alone", (text) => {
    expect(isDatabaseUrl(text)).toBe(false);
  });
});

describe("redirectUrl", () => {
  it("keeps driver and harmless parameters, drops TLS and host parameters, encodes the password", () => {
    const url = parseDatabaseUrl(
      "postgresql+psycopg2://app:x@db/shop?sslmode=require&options=-csearch_path%3Dapp&host=other&application_name=api",
    );
    expect(url && redirectUrl(url, to)).toBe(
      "postgresql+psycopg2://postgres:s%3Ae%2Fc%40t@127.0.0.1:6000/users?options=-csearch_path%3Dapp&application_name=api",
    );
  });

  it("leaves a plain scheme plain", () => {
    const url = parseDatabaseUrl("postgresql://app@db/shop");
    expect(url && redirectUrl(url, to)).toBe("postgresql://postgres:s%3Ae%2Fc%40t@127.0.0.1:6000/users");
  });

  it("keeps the SQLite driver", () => {
    const url = parseDatabaseUrl("sqlite+aiosqlite:///app.db");
    expect(url && redirectSqliteUrl(url, "/tmp/x.db")).toBe("sqlite+aiosqlite:////tmp/x.db");
  });
});

describe("databaseLabel", () => {
  it("names host and database only", () => {
    expect(databaseLabel({ host: "db", port: 5432, database: "users" })).toBe("db/users");
    expect(databaseLabel({ host: "db", port: 6432, database: "users" })).toBe("db:6432/users");
    expect(databaseLabel({ host: "", database: "users" })).toBe("(default host)/users");
  });
});
