import { expect, it } from "vitest";
import { judgeSql, saidOfSql } from "../judge-sql.test-data.ts";

const DETACH = "ALTER TABLE events DETACH PARTITION archive.e25";

it("says what waits, and what to write", () => {
  expect(saidOfSql("MS290", DETACH)).toEqual([
    [
      "10 table:public.events: Detaching archive.e25 takes ACCESS EXCLUSIVE on events: reads and writes of every partition wait.",
      "Detach it CONCURRENTLY (14 and later), outside of a transaction.",
      "    with op.get_context().autocommit_block():",
      '        op.execute("ALTER TABLE events DETACH PARTITION archive.e25 CONCURRENTLY")',
    ].join("\n"),
  ]);
});

it("does not offer what a server before 14 does not know", () => {
  const [found] = judgeSql({ sql: DETACH, postgres: 13 }).filter(({ code }) => code === "MS290");
  expect(found).toMatchObject({ severity: "warning" });
  expect(found?.hint).not.toContain("autocommit_block");
});

it("does not offer what is refused beside a default partition", () => {
  const setup =
    "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE rest PARTITION OF events DEFAULT";
  const [said] = saidOfSql("MS290", { sql: DETACH, setup });
  expect(said).toContain("SET LOCAL lock_timeout");
  expect(said).not.toContain("autocommit_block");
});
