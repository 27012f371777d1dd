import type { Effect } from "../../lint/effects/effect.ts";
import { functionsIn } from "../../lint/expressions.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { sqlName, sqlWord } from "../../lint/recipe.ts";
import { showExpression } from "../../lint/show-expression.ts";
import type { Column } from "../../lint/schema/objects.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Rows that are there already become unique, if they are. */
export const uniqueOverExisting = defineSqlRule({
  code: "MD409",
  name: "unique-over-existing",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "A unique constraint or index is made over rows that are there already.",
    why: "It fails where two rows have the same values, and that may be so in one database of many only: the deploy stops there. A concurrent build leaves an INVALID index besides.",
    fix: "Look for duplicates in each database before the deploy.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (code)",
      { sql: "CREATE UNIQUE INDEX CONCURRENTLY ix ON orders (lower(code))", autocommit: true },
      "ALTER TABLE orders ADD COLUMN kind text DEFAULT 'a' UNIQUE",
    ],
    good: [
      "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE USING INDEX uq_idx",
      "CREATE TABLE orders (code text); ALTER TABLE orders ADD UNIQUE (code)",
      // All rows are NULL there, and NULL equals nothing.
      "ALTER TABLE orders ADD COLUMN slug text UNIQUE",
      {
        sql: "ALTER TABLE orders ADD COLUMN slug text; CREATE UNIQUE INDEX CONCURRENTLY uq ON orders (slug)",
        autocommit: true,
      },
      { sql: "CREATE UNIQUE INDEX ix ON orders (id)", setup: "CREATE TABLE orders (id bigint PRIMARY KEY)" },
      "ALTER TABLE orders ADD COLUMN pid uuid DEFAULT gen_random_uuid() UNIQUE",
      "CREATE INDEX ix ON orders (code)",
      {
        sql: "DROP INDEX uq; CREATE UNIQUE INDEX uq_orders ON orders (code, kind)",
        setup: "CREATE UNIQUE INDEX uq ON orders (code)",
      },
    ],
  },
  check: ({ statements }) => {
    const seen: Seen = { empty: new Set(), distinct: new Set(), unique: [] };
    return statements.flatMap((at) => {
      followAdded(at, seen);
      seen.unique.push(...uniqueBefore(at));
      return findingsOf(at, seen);
    });
  },
});

function followAdded(at: JudgedStatement, { empty, distinct }: Seen): void {
  for (const { on, column } of effectsOfKind(at, "add-column")) {
    const key = `${on.key}.${column.name}`;
    if (column.serial || column.identity || givesUuids(column.default)) distinct.add(key);
    else if (column.default === null && column.generated === null) empty.add(key);
  }
  for (const { on, verb, columns } of effectsOfKind(at, "dml"))
    if (verb !== "delete")
      for (const column of columns) for (const set of [empty, distinct]) set.delete(`${on.key}.${column}`);
}

function givesUuids(value: Column["default"]): boolean {
  if (value === null || value === "unknown" || !("FuncCall" in value)) return false;
  return UUIDS.has(functionsIn(value)[0] ?? "");
}

const UUIDS: ReadonlySet<string> = new Set(["gen_random_uuid", "uuidv4", "uuidv7", "uuid_generate_v4"]);

/** What a revision has shown so far. */
interface Seen {
  /** Columns that are NULL in all rows, as `public.orders.note`. */
  readonly empty: Set<string>;
  /** Columns that this revision adds, and where Postgres gave each row a value of its own. */
  readonly distinct: Set<string>;
  /** What was unique when the revision began, and is so until it drops it. */
  readonly unique: Key[];
}

interface Key {
  readonly table: string;
  readonly columns: readonly (string | null)[];
}

/** The keys that a statement drops: until then their rows were unique. */
function uniqueBefore(at: JudgedStatement): readonly Key[] {
  const indexes = effectsOfKind(at, "drop-index").flatMap(({ index }) =>
    index !== null && index.unique && index.predicate === null && index.nullsDistinct ? [index] : [],
  );
  const constraints = effectsOfKind(at, "drop-constraint").flatMap(({ on, known }) =>
    known !== null && (known.type === "unique" || known.type === "primary-key")
      ? [{ table: on.key, columns: known.columns }]
      : [],
  );
  return [...indexes, ...constraints];
}

/** Rows that differ in some columns differ in more of them too. */
function wasUnique(effect: MakingUnique, unique: readonly Key[]): boolean {
  const { columns, nullsDistinct } = keyOfEffect(effect);
  return (
    nullsDistinct &&
    unique.some(
      (key) =>
        key.table === effect.on.key &&
        key.columns.every((column) => column !== null && columns.includes(column)),
    )
  );
}

type MakingUnique = Effect<"add-constraint" | "create-index">;

function findingsOf(at: JudgedStatement, seen: Seen): readonly SqlRuleFinding[] {
  return effectsOfKind(at, "add-constraint", "create-index")
    .filter((effect) => isUnique(effect) && !effect.on.isNew && !isProved(effect, seen))
    .map((effect) => ({
      at,
      effect,
      message: `${nameOf(effect)} on ${effect.on.shown} fails in each database that has the same ${columnsOf(effect)} twice.`,
      recipe: [
        "# in each database, before the deploy: this has to give no row",
        ...preflight(effect).map((line) => `#   ${line}`),
      ],
    }));
}

/** No two rows can be equal: a column of it tells them apart, or it holds the primary key. */
function isProved(effect: MakingUnique, { empty, distinct, unique }: Seen): boolean {
  const { on } = effect;
  const { columns, nullsDistinct } = keyOfEffect(effect);
  const has = (set: ReadonlySet<string>): boolean => columns.some((column) => set.has(`${on.key}.${column}`));
  if (has(distinct) || (nullsDistinct && has(empty)) || wasUnique(effect, unique)) return true;
  const primary = [...(on.known?.constraints.values() ?? [])].find(({ type }) => type === "primary-key");
  return primary !== undefined && primary.columns.every((column) => columns.includes(column));
}

function isUnique(effect: MakingUnique): boolean {
  if (effect.kind === "create-index") return effect.index.unique;
  return effect.constraint.type === "unique" && effect.constraint.usingIndex === null;
}

function keyOfEffect(effect: MakingUnique) {
  return effect.kind === "create-index" ? effect.index : effect.constraint;
}

function nameOf(effect: MakingUnique): string {
  return effect.kind === "create-index"
    ? `The unique index ${effect.index.name.name}`
    : `The unique constraint ${effect.constraint.name}`;
}

function columnsOf(effect: MakingUnique): string {
  const expressions = effect.kind === "create-index" ? effect.index.expressions : [];
  return keyOfEffect(effect)
    .columns.map((column, at) => (column === null ? (expressions[at] ?? "…") : sqlWord(column)))
    .join(", ");
}

function preflight(effect: MakingUnique): readonly string[] {
  const { columns, nullsDistinct } = keyOfEffect(effect);
  const predicate = effect.kind === "create-index" ? effect.index.predicate : null;
  const conditions = [
    ...(predicate === null ? [] : [`(${showExpression(predicate) ?? "…"})`]),
    ...(nullsDistinct
      ? columns.flatMap((column) => (column === null ? [] : `${sqlWord(column)} IS NOT NULL`))
      : []),
  ];
  const keys = columnsOf(effect);
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  return [
    `SELECT ${keys}, count(*) FROM ${sqlName(effect.on.name)}${where}`,
    `GROUP BY ${keys} HAVING count(*) > 1`,
  ];
}
