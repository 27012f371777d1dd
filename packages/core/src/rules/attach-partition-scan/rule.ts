import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { nameOfKey, shownKey } from "../../lint/names.ts";
import { execute, py, schemaOf, sqlName, steps, validate } from "../../lint/recipe.ts";
import { createCheckNotValid } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ATTACH PARTITION that reads the new partition, or the default one, to see that each row is in its place. */
export const attachPartitionScan = defineSqlRule({
  code: "MS289",
  name: "attach-partition-scan",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A table is attached as a partition, and its rows have to be read first.",
    why: "Postgres reads the new partition under ACCESS EXCLUSIVE to see that each row is within the bound, and the default partition to see that none of its rows is, so reads and writes of them wait.",
    fix: "Prove it first: a valid check that says what the bound says, with NOT NULL, and one on the default partition that says the opposite.",
  },
  examples: {
    bad: [
      "ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
      {
        sql: "CREATE TABLE events_2027 (day date); ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        setup:
          "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE events_rest PARTITION OF events DEFAULT",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        setup:
          "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE events_2027 (day date NOT NULL CHECK (day >= '2027-01-01' AND day < '2028-01-01'))",
      },
      {
        sql: "CREATE TABLE events_2027 (day date); ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        setup:
          "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE events_rest PARTITION OF events DEFAULT; ALTER TABLE events_rest ADD CHECK (day < '2027-01-01' OR day >= '2028-01-01')",
      },
      "CREATE TABLE events_2027 (LIKE events INCLUDING ALL); ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES IN (2027)",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "attach-partition")
      .filter(({ scans }) => scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Attaching ${effect.partition.shown} to ${effect.on.shown} reads all of ${effect.scans.map(shownKey).join(" and ")} under an ACCESS EXCLUSIVE lock: reads and writes of it wait.`,
        recipe: recipe(effect),
      })),
});

function recipe({ on, partition, bound, scans }: Effect<"attach-partition">): readonly string[] {
  const checks = scans.map((key) => {
    const name = nameOfKey(key);
    const condition = key === partition.key ? bound.check : bound.outside;
    return { name, check: `${name.name}_bound`, condition };
  });
  return steps([
    [
      "this revision",
      checks.map(({ name, check, condition }) => createCheckNotValid(name, check, condition)),
    ],
    ["the next revision", checks.map(({ name, check }) => validate(name, check))],
    [
      "then",
      [
        execute(
          `ALTER TABLE ${sqlName(on.name)} ATTACH PARTITION ${sqlName(partition.name)} ${bound.values}`,
        ),
        ...checks.map(
          ({ name, check }) => `op.drop_constraint(${py(check)}, ${py(name.name)}${schemaOf(name)})`,
        ),
      ],
    ],
  ]);
}
