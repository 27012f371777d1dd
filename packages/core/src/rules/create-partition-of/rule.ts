import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { nameOfKey, shownKey } from "../../lint/names.ts";
import { execute, py, schemaOf, sqlName, steps, validate } from "../../lint/recipe.ts";
import { createCheckNotValid } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE TABLE … PARTITION OF, which locks the whole partitioned table. */
export const createPartitionOf = defineSqlRule({
  code: "MS291",
  name: "create-partition-of",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A partition is made with `CREATE TABLE … PARTITION OF` an existing table.",
    why: "It takes ACCESS EXCLUSIVE on the partitioned table, so reads and writes of every partition wait. A default partition is locked and read from end to end as well.",
    fix: "Make a table like it, with a check for the bound, and attach it: that lets reads and writes go on.",
  },
  examples: {
    bad: [
      "CREATE TABLE events_2030 PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
      "CREATE TABLE events_rest PARTITION OF events DEFAULT",
    ],
    good: [
      "CREATE TABLE events_2030 (LIKE events INCLUDING ALL); ALTER TABLE events ATTACH PARTITION events_2030 FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
      "CREATE TABLE e (day date) PARTITION BY RANGE (day); CREATE TABLE e_1 PARTITION OF e DEFAULT",
      "CREATE TABLE events_2030 (extra text) INHERITS (events)",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "create-table").flatMap((effect) => {
      const [parent] = effect.parents;
      if (effect.how !== "partition" || parent === undefined || parent.isNew) return [];
      const rest =
        effect.scans.length === 0 ? "" : `, and reads all of ${effect.scans.map(shownKey).join(", ")}`;
      return [
        {
          effect,
          message: `Making ${effect.on.shown} a partition takes ACCESS EXCLUSIVE on ${parent.shown}${rest}: reads and writes of every partition wait.`,
          recipe: recipe(effect),
        },
      ];
    }),
});

function recipe({ on, parents, bound, scans }: Effect<"create-table">): readonly string[] {
  const parent = parents[0] === undefined ? "…" : sqlName(parents[0].name);
  const rest = scans.map(nameOfKey);
  const checks = [on.name, ...rest].map((name) => ({ name, check: `${name.name}_bound` }));
  const table = [
    execute(`CREATE TABLE ${sqlName(on.name)} (LIKE ${parent} INCLUDING ALL)`),
    `op.create_check_constraint(${py(`${on.name.name}_bound`)}, ${py(on.name.name)}, ${py(bound?.check ?? "…")}${schemaOf(on.name)})`,
  ];
  const attach = [
    execute(`ALTER TABLE ${parent} ATTACH PARTITION ${sqlName(on.name)} ${bound?.values ?? "…"}`),
    ...checks.map(({ name, check }) => `op.drop_constraint(${py(check)}, ${py(name.name)}${schemaOf(name)})`),
  ];
  if (rest.length === 0) return [...table, ...attach];
  // Without a proof that the DEFAULT partition has none of its rows, attaching reads all of that.
  const proofs = rest.map((name) => createCheckNotValid(name, `${name.name}_bound`, bound?.outside ?? "…"));
  return steps([
    ["this revision", [...table, ...proofs]],
    ["the next revision", rest.map((name) => validate(name, `${name.name}_bound`))],
    ["then", attach],
  ]);
}
