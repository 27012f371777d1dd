import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and the way around", () => {
  const example = "ALTER TABLE bookings ADD CONSTRAINT ex EXCLUDE USING gist (during WITH &&)";
  expect(saidOfSql("MS216", example)).toEqual([
    [
      "10 table:public.bookings.constraint:ex: Adding the exclusion constraint ex builds its index and compares all rows of bookings under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Make a new table that has the constraint, copy the rows in batches, and swap the names.",
      "    # this release",
      '    op.execute("CREATE TABLE bookings_new (LIKE bookings INCLUDING ALL)")',
      '    op.execute("ALTER TABLE bookings_new ADD CONSTRAINT ex EXCLUDE …")',
      "    # then: write both tables, and copy the old rows in batches",
      "    # a later release",
      '    op.rename_table("bookings", "bookings_old")',
      '    op.rename_table("bookings_new", "bookings")',
    ].join("\n"),
  ]);
});

it("is silent on a temporary table, and on the words in a text", () => {
  const sql = "CREATE TEMP TABLE b (room int); ALTER TABLE b ADD EXCLUDE USING btree (room WITH =)";
  expect(saidOfSql("MS216", sql)).toEqual([]);
  expect(saidOfSql("MS216", "SELECT 'ADD CONSTRAINT ex EXCLUDE USING gist (during WITH &&)'")).toEqual([]);
});
