import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { steps, validate } from "../../lint/recipe.ts";
import { addNotValid, createForeignKey } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** The first version in which a partitioned table can have a foreign key that is NOT VALID. */
const SINCE = 18;

/** A foreign key of a partitioned table as NOT VALID, which servers before 18 refuse. */
export const notValidFkPartitioned = defineSqlRule({
  code: "MS222",
  name: "not-valid-fk-partitioned",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A partitioned table gets a foreign key as NOT VALID on a server before 18.",
    why: "The server refuses it (0A000), so the upgrade fails.",
    fix: "Add the key to each partition as NOT VALID, validate each, then add it to the whole: it takes over what is proved.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (host_id) REFERENCES hosts (id) NOT VALID",
        setup: "CREATE TABLE events (day date, host_id bigint) PARTITION BY RANGE (day)",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (host_id) REFERENCES hosts (id) NOT VALID",
        setup: "CREATE TABLE events (day date, host_id bigint) PARTITION BY RANGE (day)",
        postgres: 18,
      },
      // It may point to a partitioned table.
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (day) REFERENCES events (day) NOT VALID",
        setup: "CREATE TABLE events (day date PRIMARY KEY) PARTITION BY RANGE (day)",
      },
      {
        sql: "ALTER TABLE events ADD CONSTRAINT ck CHECK (host_id > 0) NOT VALID",
        setup: "CREATE TABLE events (day date, host_id bigint) PARTITION BY RANGE (day)",
      },
    ],
  },
  check: (statement, before) =>
    before.postgres >= SINCE
      ? []
      : effectsOfKind(statement, "add-constraint")
          .filter(
            ({ on, constraint }) =>
              constraint.type === "foreign-key" && !constraint.valid && on.known?.partitioned === true,
          )
          .map((effect) => ({
            effect,
            message: `${effect.on.shown} is partitioned: PostgreSQL ${before.postgres} refuses to add the foreign key ${effect.constraint.name} to it as NOT VALID.`,
            recipe: recipe(effect, before),
          })),
});

function recipe({ on, constraint }: Effect<"add-constraint">, { state }: Before): readonly string[] {
  const known = state.partitionsOf(on.key).map(({ name }) => name);
  const partitions = known.length > 0 ? known : [{ ...on.name, name: `${on.name.name}_…` }];
  return steps([
    ["this revision", partitions.map((partition) => addNotValid(partition, constraint))],
    ["the next revision", partitions.map((partition) => validate(partition, constraint.name))],
    ["then", [createForeignKey(on.name, constraint)]],
  ]);
}
