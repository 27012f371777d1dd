import type { Effect } from "./effects/effect.ts";
import type { Before, JudgedStatement } from "./lint-run.ts";
import type { LintStatement } from "./statement.ts";
import { inBatches } from "./recipe-batches.ts";
import { createIndex } from "./recipe-index.ts";
import { addNotValid } from "./recipe-constraint.ts";
import {
  addColumn,
  alterColumn,
  createIndexOperation,
  dropIndexConcurrently,
  execute,
  py,
  schemaOf,
  validate,
} from "./recipe.ts";

/** Characters of a statement that a recipe repeats. */
const LONGEST = 200;

/** The Alembic code of a statement; where lint does not know the operation, its SQL. */
export function operationOf(judged: JudgedStatement): string {
  const [effect, ...more] = mainEffects(judged);
  const line = effect === undefined || more.length > 0 ? null : knownOperation(effect, judged.statement);
  return line ?? sqlOperation(judged);
}

/** As `operationOf`, in the way that keeps nobody waiting: indexes concurrently, rows in batches. */
export function safeOperations(judged: JudgedStatement, after: Before | null = null): readonly string[] {
  const [effect, ...more] = mainEffects(judged);
  if (effect === undefined || more.length > 0) return [operationOf(judged)];
  if (effect.kind === "create-index") {
    const isAtOnce = effect.only && effect.on.known?.partitioned !== false;
    return isAtOnce ? [operationOf(judged)] : createIndex(effect.index, effect.on, after?.state ?? null);
  }
  if (effect.kind === "add-constraint" && CHECKED.has(effect.constraint.type)) {
    const { on, constraint } = effect;
    return [
      `${addNotValid(on.name, constraint)}  # may stand in this revision too`,
      `${validate(on.name, constraint.name)}  # in a later one`,
    ];
  }
  return effect.kind === "dml" && effect.verb !== "copy" && effect.verb !== "merge"
    ? inBatches(effect)
    : [operationOf(judged)];
}

/** Constraints that can be added as NOT VALID. */
const CHECKED: ReadonlySet<string> = new Set(["check", "foreign-key", "not-null"]);

/** `op.execute("…")` with the statement as it is. */
export function sqlOperation({ statement: { sql } }: Pick<JudgedStatement, "statement">): string {
  return execute(sql.length > LONGEST ? `${sql.slice(0, LONGEST)}…` : sql);
}

/** The effects that a statement is for: inline constraints are part of the column or table. */
export function mainEffects({ effects }: JudgedStatement): readonly Effect[] {
  return effects.filter((effect) => effect.kind !== "add-constraint" || effect.inline === null);
}

/** What `sa.Column` would lose. */
const MORE_OF_COLUMN = /\b(?:collate|storage|compression)\b/iu;
const SIZED: ReadonlySet<string> = new Set(["varchar", "bpchar", "numeric"]);

function knownOperation(effect: Effect, { sql }: LintStatement): string | null {
  if (effect.kind === "create-index") {
    return createIndexOperation(effect.index, effect.on.name, effect);
  }
  if (effect.kind === "drop-index") {
    if (effect.cascade || effect.name.schema !== "public") return null;
    return effect.concurrently
      ? dropIndexConcurrently(effect.name.name, null, effect.guarded)
      : `op.drop_index(${py(effect.name.name)})`;
  }
  if (effect.kind === "drop-column" && (effect.cascade || effect.guarded)) return null;
  if (effect.kind === "drop-column")
    return `op.drop_column(${py(effect.on.name.name)}, ${py(effect.column)}${schemaOf(effect.on.name)})`;
  if (effect.kind === "set-not-null" || effect.kind === "drop-not-null")
    return alterColumn(
      effect.on.name,
      effect.column,
      `nullable=${effect.kind === "set-not-null" ? "False" : "True"}`,
    );
  if (effect.kind === "create-table" && effect.how === "definition")
    return `op.create_table(${py(effect.on.name.name)}, …${schemaOf(effect.on.name)})`;
  if (effect.kind !== "add-column" || effect.guarded || MORE_OF_COLUMN.test(sql)) return null;
  const { notNull, default: value, generated, identity, serial, type } = effect.column;
  const isKnownType = type?.schema === null && (type.mods.length === 0 || SIZED.has(type.name));
  const isPlain =
    isKnownType && notNull !== true && value === null && generated === null && !identity && !serial;
  return isPlain ? addColumn(effect.on.name, effect.column) : null;
}
