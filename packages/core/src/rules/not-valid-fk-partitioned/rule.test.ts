import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SETUP =
  "CREATE TABLE events (day date, host_id bigint) PARTITION BY LIST (day); CREATE TABLE events_a PARTITION OF events DEFAULT";
const KEY = "ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (host_id) REFERENCES hosts (id) NOT VALID";

it("says what the server refuses, and goes partition by partition", () => {
  expect(saidOfSql("MS222", { sql: KEY, setup: SETUP, postgres: 17 })).toEqual([
    [
      "10 table:public.events.constraint:fk: events is partitioned: PostgreSQL 17 refuses to add the foreign key fk to it as NOT VALID.",
      "Add the key to each partition as NOT VALID, validate each, then add it to the whole: it takes over what is proved.",
      "    # this revision",
      '    op.create_foreign_key("fk", "events_a", "hosts", ["host_id"], ["id"], postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE events_a VALIDATE CONSTRAINT fk")',
      "    # then",
      '    op.create_foreign_key("fk", "events", "hosts", ["host_id"], ["id"])',
    ].join("\n"),
  ]);
});

it("is silent on a partition, and on what 18 allows", () => {
  expect(saidOfSql("MS222", { sql: KEY.replace("events ADD", "events_a ADD"), setup: SETUP })).toEqual([]);
  expect(saidOfSql("MS222", { sql: KEY, setup: SETUP, postgres: 18 })).toEqual([]);
});
