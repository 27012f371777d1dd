import type { RelationRef } from "./effects/effect.ts";
import type { QualifiedName } from "./names.ts";
import {
  addColumn,
  alterColumn,
  execute,
  py,
  pyList,
  schemaOf,
  sqlName,
  sqlWord,
  validate,
} from "./recipe.ts";
import { buildIndex, plainIndex } from "./recipe-index.ts";
import type { Column, Constraint, Index } from "./schema/objects.ts";
import { showExpression } from "./show-expression.ts";

/** One revision of a recipe that takes several: which one, and its lines. */
export type Step = readonly [title: string, lines: readonly string[]];

/** `op.create_foreign_key(…)` with more arguments. */
export function createForeignKey(
  on: QualifiedName,
  { name, columns, references, timing }: Constraint,
  more = "",
): string {
  const keys = references === null || references.columns.length === 0 ? ["id"] : references.columns;
  const parent = references?.table ?? { schema: "public", name: "…" };
  const options = [
    on.schema === "public" ? "" : `, source_schema=${py(on.schema)}`,
    parent.schema === "public" ? "" : `, referent_schema=${py(parent.schema)}`,
    references?.onUpdate ? `, onupdate=${py(references.onUpdate)}` : "",
    references?.onDelete ? `, ondelete=${py(references.onDelete)}` : "",
    timing.includes("DEFERRABLE") ? ", deferrable=True" : "",
    timing.includes("INITIALLY") ? ', initially="DEFERRED"' : "",
    references?.match ? `, match=${py(references.match)}` : "",
  ].join("");
  return `op.create_foreign_key(${py(name)}, ${py(on.name)}, ${py(parent.name)}, ${pyList(columns)}, ${pyList(keys)}${options}${more})`;
}

/** `op.create_check_constraint(…, postgresql_not_valid=True)`. */
export function createCheckNotValid(on: QualifiedName, name: string, condition: string): string {
  return `op.create_check_constraint(${py(name)}, ${py(on.name)}, ${py(condition)}${schemaOf(on)}, postgresql_not_valid=True)`;
}

/** Adds a constraint as NOT VALID. */
export function addNotValid(on: QualifiedName, constraint: Constraint): string {
  const { type, name, columns, expression, written } = constraint;
  if (type === "foreign-key") return createForeignKey(on, constraint, ", postgresql_not_valid=True");
  if (type === "not-null") {
    const column = sqlWord(columns[0] ?? "…");
    return execute(`ALTER TABLE ${sqlName(on)} ADD CONSTRAINT ${sqlWord(name)} NOT NULL ${column} NOT VALID`);
  }
  if (written !== null) {
    const end = /not\s+valid$/iu.test(written) ? "" : `${written.includes("--") ? "\n" : " "}NOT VALID`;
    return execute(`ALTER TABLE ${sqlName(on)} ADD CONSTRAINT ${sqlWord(name)} ${written}${end}`);
  }
  return createCheckNotValid(on, name, (expression === null ? null : showExpression(expression)) ?? "…");
}

/** NOT VALID in one revision, VALIDATE in the next. */
export function inTwoRevisions(on: QualifiedName, constraint: Constraint): readonly Step[] {
  return [
    ["this revision", [addNotValid(on, constraint)]],
    ["the next revision", [validate(on, constraint.name)]],
  ];
}

/** Columns become NOT NULL without a read of the table under the strongest lock. */
export function notNullInTwoRevisions(
  { name: on }: RelationRef,
  columns: readonly string[],
  postgres: number,
): readonly Step[] {
  const names = columns.map((column) => ({ column, name: `${on.name}_${column}_not_null` }));
  if (postgres >= 18) {
    const add = ({ column, name }: (typeof names)[number]): string =>
      execute(
        `ALTER TABLE ${sqlName(on)} ADD CONSTRAINT ${sqlWord(name)} NOT NULL ${sqlWord(column)} NOT VALID`,
      );
    return [
      ["this revision", names.map(add)],
      ["the next revision", names.map(({ name }) => validate(on, name))],
    ];
  }
  return [
    [
      "this revision",
      names.map(({ column, name }) => createCheckNotValid(on, name, `${sqlWord(column)} IS NOT NULL`)),
    ],
    [
      "the next revision",
      names.flatMap(({ column, name }) => [
        validate(on, name),
        alterColumn(on, column, "nullable=False"),
        `op.drop_constraint(${py(name)}, ${py(on.name)}${schemaOf(on)})`,
      ]),
    ],
  ];
}

/** A key whose index is built concurrently before the constraint takes it over. */
export function keyUsingIndex(on: RelationRef, constraint: Constraint): readonly string[] {
  const word = constraint.type === "primary-key" ? "PRIMARY KEY" : "UNIQUE";
  const index = indexOfKey(on, constraint);
  return [
    ...buildIndex(index, on.name),
    "# the constraint takes it over, in the revision after that:",
    execute(
      `ALTER TABLE ${sqlName(on.name)} ADD CONSTRAINT ${sqlWord(constraint.name)} ${word} USING INDEX ${sqlWord(index.name.name)}${constraint.timing}`,
    ),
  ];
}

/** The index that a key needs. */
export function indexOfKey(
  on: RelationRef,
  {
    name,
    columns,
    include,
    nullsDistinct,
  }: Pick<Constraint, "name" | "columns" | "include" | "nullsDistinct">,
): Index {
  return { ...plainIndex(`${name}_idx`, on, columns), include, unique: true, nullsDistinct };
}

/** `op.add_column(…)` for a column without the constraints that were written with it. */
export function addBareColumn(on: QualifiedName, column: Column): string {
  const value =
    column.default === null || column.default === "unknown" ? null : showExpression(column.default);
  const nullable = column.notNull === true && value !== null ? ", nullable=False" : "";
  return addColumn(
    on,
    column,
    `${nullable}${value === null ? "" : `, server_default=sa.text(${py(value)})`}`,
  );
}
