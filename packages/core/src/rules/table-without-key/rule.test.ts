import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE archive.events (id bigint UNIQUE, body jsonb)";
  expect(saidOfSql("MS262", example)).toEqual([
    [
      "10 table:archive.events: archive.events has no primary key: under logical replication each UPDATE and DELETE of it fails, and adding a key later locks reads and writes out.",
      "Give it a primary key where it is made.",
      '    op.create_primary_key("events_pkey", "events", ["id"], schema="archive")',
    ].join("\n"),
  ]);
});
it("finds the key that comes later under another name", () => {
  expect(
    saidOfSql(
      "MS262",
      "CREATE TABLE tmp (id bigint NOT NULL); ALTER TABLE tmp RENAME TO events; ALTER TABLE events ADD CONSTRAINT pk PRIMARY KEY (id)",
    ),
  ).toEqual([]);
});

it("finds the key that comes in another transaction of the revision", () => {
  expect(
    saidOfSql("MS262", {
      sql: "CREATE TABLE events (id bigint NOT NULL); ALTER TABLE events ADD PRIMARY KEY (id)",
      autocommit: true,
    }),
  ).toEqual([]);
});

it("is silent for a part of a partitioned table, and for one that becomes it", () => {
  expect(
    saidOfSql(
      "MS262",
      "CREATE TABLE part (day date); ALTER TABLE events ATTACH PARTITION part FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
    ),
  ).toEqual([]);
});

it("sees LIKE that leaves the keys behind", () => {
  expect(saidOfSql("MS262", "CREATE TABLE copies (LIKE events INCLUDING DEFAULTS)")).not.toEqual([]);
});

it("is silent where replication has another way to name rows", () => {
  expect(
    saidOfSql("MS262", "CREATE TABLE events (at timestamptz); ALTER TABLE events REPLICA IDENTITY FULL"),
  ).toEqual([]);
});
