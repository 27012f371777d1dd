import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SETUP = "CREATE TABLE events (day date, host text) PARTITION BY LIST (host)";
const CREATE = "CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a', 'b')";

it("says what waits, and what to write", () => {
  expect(saidOfSql("MS291", { sql: CREATE, setup: SETUP })).toEqual([
    [
      "10 table:public.events_a: Making events_a a partition takes ACCESS EXCLUSIVE on events: reads and writes of every partition wait.",
      "Make a table like it, with a check for the bound, and attach it: that lets reads and writes go on.",
      '    op.execute("CREATE TABLE events_a (LIKE events INCLUDING ALL)")',
      '    op.create_check_constraint("events_a_bound", "events_a", "host IS NOT NULL AND host IN (\'a\', \'b\')")',
      "    op.execute(\"ALTER TABLE events ATTACH PARTITION events_a FOR VALUES IN ('a', 'b')\")",
      '    op.drop_constraint("events_a_bound", "events_a")',
    ].join("\n"),
  ]);
});

it("says that the default partition is read", () => {
  const setup = `${SETUP}; CREATE TABLE rest PARTITION OF events DEFAULT`;
  expect(saidOfSql("MS291", { sql: CREATE, setup }).join()).toContain("and reads all of rest");
});

it("does not take a new table of another schema for the parent", () => {
  const sql = `${SETUP.replace("events", "archive.events")}; ${CREATE.replace("OF events", "OF public.events")}`;
  expect(saidOfSql("MS291", sql)).toHaveLength(1);
});
