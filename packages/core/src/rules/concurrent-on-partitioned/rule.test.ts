import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SETUP = [
  "CREATE TABLE events (day date, host text) PARTITION BY RANGE (day)",
  "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
].join(";");

it("says what the server refuses, and how each partition gets its index", () => {
  const sql = "CREATE UNIQUE INDEX CONCURRENTLY ix ON events (host, day)";
  expect(saidOfSql("MS204", { sql, setup: SETUP, autocommit: true })).toEqual([
    [
      "10 index:public.ix: events is partitioned: the server refuses to build the index ix on it CONCURRENTLY.",
      "Make the index on the table ONLY, build one concurrently on each partition, and attach them.",
      "    # a revision: the index of the parent alone",
      '    op.execute("CREATE UNIQUE INDEX ix ON ONLY events (host, day)")',
      "    # a revision of its own: one of each partition, in use at once",
      "    with op.get_context().autocommit_block():",
      '        op.create_index("events_2026_host_idx", "events_2026", ["host", "day"], unique=True, postgresql_concurrently=True)',
      "    # a revision: join them",
      '    op.execute("ALTER INDEX ix ATTACH PARTITION events_2026_host_idx")',
    ].join("\n"),
  ]);
});

it("knows a table as partitioned by what is attached to it", () => {
  const setup = "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026)";
  expect(
    saidOfSql("MS204", { sql: "CREATE INDEX CONCURRENTLY ix ON events (day)", setup, autocommit: true }),
  ).toHaveLength(1);
});

it("is silent on a table of the same name in another schema", () => {
  const sql = "CREATE INDEX CONCURRENTLY ix ON archive.events (day)";
  expect(saidOfSql("MS204", { sql, setup: SETUP, autocommit: true })).toEqual([]);
});
