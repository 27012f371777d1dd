import type { Effect } from "./effects/effect.ts";
import { effectsOfKind } from "./lint-run.ts";
import type { JudgedStatement } from "./lint-run.ts";
import { keyOf } from "./names.ts";
import type { QualifiedName } from "./names.ts";
import { alterColumn, py, schemaOf } from "./recipe.ts";
import type { Column } from "./schema/objects.ts";
import type { SqlType } from "./sql-type.ts";

/** A column that a statement defines, or to which it gives another type. */
export interface WrittenColumn {
  readonly effect: Effect<"create-table"> | Effect<"add-column"> | Effect<"alter-type">;
  readonly table: QualifiedName;
  readonly name: string;
  readonly type: SqlType;
  /** As the statement defines it; null: it was there before. */
  readonly column: Column | null;
  /** Only this column is the primary key. */
  readonly isKey: boolean;
  /** As findings name it. */
  readonly object: string;
}

/** The columns that a statement defines or retypes; not those of temporary tables, nor those that parents give. */
export function writtenColumns(judged: JudgedStatement): readonly WrittenColumn[] {
  const added = effectsOfKind(judged, "add-column").filter(({ on }) => !isTemporary(on.known));
  const changed = effectsOfKind(judged, "alter-type").filter(({ on }) => !isTemporary(on.known));
  return [
    ...effectsOfKind(judged, "create-table")
      .filter(({ table }) => !isTemporary(table))
      .flatMap(definedColumns),
    ...added.flatMap((effect) => {
      const { column, on } = effect;
      const isKey = effectsOfKind(judged, "add-constraint").some(
        ({ inline, constraint }) => inline?.name === column.name && constraint.type === "primary-key",
      );
      return written({ effect, column, table: on.name, isKey });
    }),
    ...changed.map((effect) => ({
      effect,
      table: effect.on.name,
      name: effect.column,
      type: effect.to,
      column: null,
      isKey: false,
      object: objectOf(effect.on.name, effect.column),
    })),
  ];
}

function definedColumns(effect: Effect<"create-table">): readonly WrittenColumn[] {
  const { table } = effect;
  const key = [...table.constraints.values()].find(({ type }) => type === "primary-key");
  return effect.written.flatMap((name) => {
    const column = table.columns.get(name);
    const isKey = key?.columns.length === 1 && key.columns[0] === name;
    return column === undefined ? [] : written({ effect, column, table: table.name, isKey });
  });
}

function written({
  column,
  ...rest
}: Pick<WrittenColumn, "effect" | "table" | "isKey"> & {
  readonly column: Column;
}): readonly WrittenColumn[] {
  const { name, type } = column;
  return type === null ? [] : [{ ...rest, column, name, type, object: objectOf(rest.table, name) }];
}

function objectOf(table: QualifiedName, column: string): string {
  return `table:${keyOf(table)}.column:${column}`;
}

function isTemporary(table: { readonly persistence: string } | null): boolean {
  return table?.persistence === "temporary";
}

/** Alembic's way to write the column with a type of SQLAlchemy, and more arguments of it. */
export function writtenAs(
  { effect, table, name, column, isKey }: WrittenColumn,
  type: string,
  more = "",
): readonly string[] {
  if (effect.kind === "alter-type") return [alterColumn(table, name, `type_=${type}`)];
  const required = column?.notNull === true && !isKey ? ", nullable=False" : "";
  const definition = `sa.Column(${py(name)}, ${type}${more}${isKey ? ", primary_key=True" : ""}${required})`;
  return effect.kind === "add-column"
    ? [`op.add_column(${py(table.name)}, ${definition}${schemaOf(table)})`]
    : [`# in op.create_table(${py(table.name)}, …${schemaOf(table)})`, definition];
}
