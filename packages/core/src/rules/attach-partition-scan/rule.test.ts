import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const TABLE = "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE e27 (day date)";
const ATTACH = "ALTER TABLE events ATTACH PARTITION e27 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')";

it("says what is read, and what to write", () => {
  const setup = `${TABLE}; CREATE TABLE rest PARTITION OF events DEFAULT`;
  expect(saidOfSql("MS289", { sql: ATTACH, setup })).toEqual([
    [
      "10 table:public.events: Attaching e27 to events reads all of e27 and rest under an ACCESS EXCLUSIVE lock: reads and writes of it wait.",
      "Prove it first: a valid check that says what the bound says, with NOT NULL, and one on the default partition that says the opposite.",
      "    # this revision",
      '    op.create_check_constraint("e27_bound", "e27", "day IS NOT NULL AND day >= \'2027-01-01\' AND day < \'2028-01-01\'", postgresql_not_valid=True)',
      '    op.create_check_constraint("rest_bound", "rest", "day < \'2027-01-01\' OR day >= \'2028-01-01\'", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE e27 VALIDATE CONSTRAINT e27_bound")',
      '    op.execute("ALTER TABLE rest VALIDATE CONSTRAINT rest_bound")',
      "    # then",
      "    op.execute(\"ALTER TABLE events ATTACH PARTITION e27 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')\")",
      '    op.drop_constraint("e27_bound", "e27")',
      '    op.drop_constraint("rest_bound", "rest")',
    ].join("\n"),
  ]);
});

it("is content with what its recipe makes", () => {
  const setup = [
    TABLE,
    "CREATE TABLE rest PARTITION OF events DEFAULT",
    "ALTER TABLE e27 ADD CHECK (day IS NOT NULL AND day >= '2027-01-01' AND day < '2028-01-01')",
    "ALTER TABLE rest ADD CHECK (day < '2027-01-01' OR day >= '2028-01-01')",
  ].join(";");
  expect(saidOfSql("MS289", { sql: ATTACH, setup })).toEqual([]);
});

it.each([
  ["another bound", "CHECK (day >= '2027-01-01' AND day < '2027-12-31' AND day IS NOT NULL)"],
  ["a check without NOT NULL", "CHECK (day >= '2027-01-01' AND day < '2028-01-01')"],
  [
    "a check that is not valid",
    "CHECK (day IS NOT NULL AND day >= '2027-01-01' AND day < '2028-01-01') NOT VALID",
  ],
])("is not content with %s", (_, check) => {
  expect(saidOfSql("MS289", { sql: ATTACH, setup: `${TABLE}; ALTER TABLE e27 ADD ${check}` })).toHaveLength(
    1,
  );
});
