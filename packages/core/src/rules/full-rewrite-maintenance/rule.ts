import type { Effect } from "../../lint/effects/effect.ts";
import { autocommit, execute, sqlName } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** VACUUM FULL and CLUSTER, which write a table anew while nobody can use it. */
export const fullRewriteMaintenance = defineSqlRule({
  code: "MS286",
  name: "full-rewrite-maintenance",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A revision compacts or sorts a whole table with VACUUM FULL or CLUSTER.",
    why: "The table and its indexes are copied under an ACCESS EXCLUSIVE lock: reads and writes wait until the copy is done, and the disk holds both.",
    fix: "VACUUM without FULL keeps nobody waiting; where the space has to go back to the disk, run pg_repack outside of migrations.",
  },
  examples: {
    bad: [
      { sql: "VACUUM FULL orders", autocommit: true },
      "CLUSTER orders USING ix_orders_ref",
      { sql: "CLUSTER", autocommit: true },
    ],
    good: [
      { sql: "VACUUM (ANALYZE) orders", autocommit: true },
      { sql: "VACUUM (FULL false) orders", autocommit: true },
      "ALTER TABLE orders CLUSTER ON ix_orders_ref",
      "CREATE TABLE orders (id bigint PRIMARY KEY); CLUSTER orders USING orders_pkey",
    ],
  },
  check: ({ effects }) =>
    effects.filter(isRewrite).map((effect) => ({
      effect,
      message: `${commandOf(effect)} copies ${effect.on?.shown ?? "every table"} and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
      recipe: [
        ...autocommit([
          execute(`VACUUM (ANALYZE)${effect.on === null ? "" : ` ${sqlName(effect.on.name)}`}`),
        ]),
        ...(effect.on === null
          ? []
          : [`# to give space back, outside of migrations: pg_repack --table=${sqlName(effect.on.name)}`]),
      ],
    })),
});

type Rewrite = Effect<"vacuum" | "cluster" | "maintain-database">;

function isRewrite(effect: Effect): effect is Rewrite {
  if (effect.kind === "maintain-database") return effect.what === "vacuum-full" || effect.what === "cluster";
  if (effect.kind === "vacuum") return effect.full && !effect.on.isNew;
  return effect.kind === "cluster" && !effect.on.isNew;
}

function commandOf(effect: Rewrite): string {
  if (effect.kind === "vacuum") return "VACUUM FULL";
  return effect.kind === "cluster" || effect.what === "cluster" ? "CLUSTER" : "VACUUM FULL";
}
