import type { Effect } from "./effects/effect.ts";
import type { JudgedStatement } from "./lint-run.ts";
import { execute, py, schemaOf, sqlName, sqlWord } from "./recipe.ts";
import { operationOf } from "./recipe-operation.ts";

/** A statement so that it may run twice: with IF EXISTS, IF NOT EXISTS, OR REPLACE. */
export function guardedOperation(judged: JudgedStatement, effect: Effect): readonly string[] {
  const line = operationOf(judged);
  if (/^op\.(?:add_column|create_index)\(/u.test(line)) return [withArgument(line, "if_not_exists=True")];
  if (/^op\.drop_(?:column|index)\(/u.test(line)) return [withArgument(line, "if_exists=True")];
  const guarded = guardedSql(effect);
  return guarded === null
    ? ["# it cannot be written so that it may run twice: in a revision of its own, in the transaction", line]
    : [guarded];
}

function withArgument(line: string, argument: string): string {
  return `${line.slice(0, -1)}, ${argument})`;
}

function guardedSql(effect: Effect): string | null {
  switch (effect.kind) {
    case "create-table":
      return `op.create_table(${py(effect.on.name.name)}, …${schemaOf(effect.on.name)}, if_not_exists=True)`;
    case "drop-relation":
      return effect.what === "table"
        ? `op.drop_table(${py(effect.on.name.name)}${schemaOf(effect.on.name)}, if_exists=True)`
        : execute(`DROP ${effect.what.replace("-", " ").toUpperCase()} IF EXISTS ${sqlName(effect.on.name)}`);
    case "add-column":
      return execute(
        `ALTER TABLE ${sqlName(effect.on.name)} ADD COLUMN IF NOT EXISTS ${sqlWord(effect.column.name)} …`,
      );
    case "drop-constraint":
      return execute(
        `ALTER TABLE ${sqlName(effect.on.name)} DROP CONSTRAINT IF EXISTS ${sqlWord(effect.constraint)}`,
      );
    case "add-enum-value":
      return execute(
        `ALTER TYPE ${sqlName(effect.name)} ADD VALUE IF NOT EXISTS '${effect.value.replaceAll("'", "''")}'`,
      );
    case "create-view":
      return execute(`CREATE OR REPLACE VIEW ${sqlName(effect.on.name)} AS …`);
    case "create-function":
      return execute(`CREATE OR REPLACE FUNCTION ${sqlName(effect.name)} …`);
    case "drop-object":
      return effect.table === null
        ? execute(`DROP ${effect.what.toUpperCase()} IF EXISTS ${sqlName(effect.name)}`)
        : execute(
            `DROP ${effect.what.toUpperCase()} IF EXISTS ${sqlWord(effect.name.name)} ON ${sqlName(effect.table.name)}`,
          );
    case "create-schema":
      return execute(`CREATE SCHEMA IF NOT EXISTS ${sqlWord(effect.schema)}`);
    case "drop-schema":
      return execute(`DROP SCHEMA IF EXISTS ${sqlWord(effect.schema)}`);
    case "create-extension":
      return execute(`CREATE EXTENSION IF NOT EXISTS ${sqlWord(effect.extension)}`);
    case "dml":
      return effect.verb === "insert"
        ? execute(`INSERT INTO ${sqlName(effect.on.name)} … ON CONFLICT DO NOTHING`)
        : null;
    default:
      return null;
  }
}
