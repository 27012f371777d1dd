import type { Effect } from "../../lint/effects/effect.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { keyOf, nameOfKey } from "../../lint/names.ts";
import { py, schemaOf } from "../../lint/recipe.ts";
import type { JudgedRevision } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE TABLE without a primary key, which no statement of the revision adds. */
export const tableWithoutKey = defineSqlRule({
  code: "MS262",
  name: "table-without-key",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "A table is made without a primary key, and gets none in the same revision.",
    why: "Under logical replication each UPDATE and DELETE of it fails, the ORM cannot map it, and nothing tells two equal rows apart. A key for a table in use is built under an ACCESS EXCLUSIVE lock.",
    fix: "Give it a primary key where it is made.",
  },
  examples: {
    bad: [
      "CREATE TABLE events (at timestamptz, body jsonb)",
      "CREATE TABLE events (id bigint UNIQUE); CREATE TABLE archive.events (id bigint PRIMARY KEY)",
      "CREATE TABLE events_2028 (LIKE events)",
    ],
    good: [
      "CREATE TABLE events (id bigint NOT NULL); ALTER TABLE events ADD PRIMARY KEY (id)",
      "CREATE TABLE events_new (id bigint NOT NULL); ALTER TABLE events_new RENAME TO events; ALTER TABLE events ADD PRIMARY KEY (id)",
      "CREATE TEMP TABLE events (at timestamptz)",
      "CREATE UNLOGGED TABLE events (at timestamptz)",
      "CREATE TABLE events_2028 PARTITION OF events FOR VALUES FROM (2028) TO (2029)",
      "CREATE TABLE events_2028 (LIKE events INCLUDING ALL)",
      "CREATE TABLE events_2028 (LIKE events INCLUDING INDEXES)",
      "CREATE TABLE tmp_events AS SELECT * FROM events",
      'CREATE TABLE "index" ("drop" bigint PRIMARY KEY)',
    ],
  },
  check: (revision) =>
    [...withoutKey(revision)].map(([key, { at, effect }]) => ({
      at,
      effect,
      message: `${effect.on.shown} has no primary key: under logical replication each UPDATE and DELETE of it fails, and adding a key later locks reads and writes out.`,
      recipe: recipe(key, effect),
    })),
});

interface Made {
  readonly at: JudgedStatement;
  readonly effect: Effect<"create-table">;
}

/** The tables that the revision makes and leaves without a key, by the name that they have at its end. */
function withoutKey({ statements }: JudgedRevision): ReadonlyMap<string, Made> {
  const open = new Map<string, Made>();
  for (const at of statements) {
    for (const effect of at.effects) {
      if (effect.kind === "create-table") {
        if (needsKey(effect)) open.set(effect.on.key, { at, effect });
      } else if (effect.kind === "rename-relation" || effect.kind === "move-relation") {
        const made = open.get(effect.on.key);
        open.delete(effect.on.key);
        if (made !== undefined) open.set(keyOf(effect.to), made);
      } else if (effect.kind === "attach-partition") {
        // The key of the whole is the key of its parts.
        open.delete(effect.partition.key);
      } else if (effect.on !== null && answersForKey(effect)) {
        open.delete(effect.on.key);
      }
    }
  }
  return open;
}

function needsKey({ table, how, likeIndexes }: Effect<"create-table">): boolean {
  if (table.persistence !== "permanent" || how === "query" || how === "partition" || likeIndexes)
    return false;
  return ![...table.constraints.values()].some(({ type }) => type === "primary-key");
}

/** It is gone, has a key, or replication has another way to name its rows. */
function answersForKey(effect: Effect): boolean {
  if (effect.kind === "drop-relation") return true;
  if (effect.kind === "add-constraint") return effect.constraint.type === "primary-key";
  return effect.kind === "replica-identity" && (effect.to === "full" || effect.to === "index");
}

function recipe(key: string, { table }: Effect<"create-table">): readonly string[] {
  const name = nameOfKey(key);
  const columns = [...table.columns.keys()];
  return columns.includes("id")
    ? [`op.create_primary_key(${py(`${name.name}_pkey`)}, ${py(name.name)}, ["id"]${schemaOf(name)})`]
    : [
        `# in op.create_table(${py(name.name)}, …${schemaOf(name)})`,
        'sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)',
      ];
}
