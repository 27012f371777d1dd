import type { QualifiedName } from "./names.ts";
import { shown, sqlWord } from "./names.ts";
import type { Column, Index } from "./schema/objects.ts";
import { showExpression } from "./show-expression.ts";
import type { SqlType } from "./sql-type.ts";

export { sqlWord } from "./names.ts";

// Alembic code for recipes: the house's way of writing each operation, for the very objects of a finding.

/** A Python string. */
export function py(text: string): string {
  return JSON.stringify(text);
}

/** A Python list of strings. */
export function pyList(texts: readonly string[]): string {
  return `[${texts.map(py).join(", ")}]`;
}

/** `, schema="archive"` outside of the default schema. */
export function schemaOf({ schema }: QualifiedName): string {
  return schema === "public" || schema === "pg_temp" ? "" : `, schema=${py(schema)}`;
}

/** A colon before a word would be a parameter of `sa.text`, which `op.execute` uses too. */
export function escapeColons(sql: string): string {
  return sql.replaceAll(/(?<![:\w\\]):(?=\w)/gu, "\\:");
}

/** `op.execute("…")`. */
export function execute(sql: string): string {
  return `op.execute(${py(escapeColons(sql))})`;
}

/** A statement as it was written: lines stay lines. */
export function executeAsWritten(sql: string): readonly string[] {
  const isPlain = !sql.includes("\\") && !sql.includes('"""') && sql.includes("\n");
  return isPlain ? `op.execute("""${sql}""")`.split("\n") : [execute(sql)];
}

/** Lines that run outside of the transaction. */
export function autocommit(lines: readonly string[]): readonly string[] {
  return ["with op.get_context().autocommit_block():", ...lines.map((line) => `    ${line}`)];
}

/** Steps of several revisions, each under a comment that says which release it belongs to. */
export function steps(
  parts: readonly (readonly [title: string, lines: readonly string[]])[],
): readonly string[] {
  return parts.flatMap(([title, lines]) => [`# ${title}`, ...lines]);
}

/** A name as SQL writes it: with quotes where it needs them. */
export function sqlName(name: QualifiedName): string {
  return name.schema === "public" || name.schema === "pg_temp"
    ? sqlWord(name.name)
    : `${sqlWord(name.schema)}.${sqlWord(name.name)}`;
}

/** How an index is made. */
export interface IndexBuild {
  readonly concurrently?: boolean;
  /** IF NOT EXISTS. */
  readonly guarded?: boolean;
  /** ON ONLY. */
  readonly only?: boolean;
}

/** `op.create_index(…, postgresql_concurrently=True)` for an index. */
export function createIndexConcurrently(index: Index, table: QualifiedName): string {
  return createIndexOperation(index, table, { concurrently: true });
}

/** `op.create_index(…)` for an index; as SQL where that cannot say all of it. */
export function createIndexOperation(index: Index, table: QualifiedName, build: IndexBuild = {}): string {
  if (index.written !== null || build.only === true) return execute(createIndexSql(index, table, build));
  const columns = index.columns.map((column, at) =>
    column === null ? `sa.text(${py(escapeColons(index.expressions[at] ?? "…"))})` : py(column),
  );
  const options = [
    index.unique ? ", unique=True" : "",
    index.nullsDistinct ? "" : ", postgresql_nulls_not_distinct=True",
    index.method === "btree" ? "" : `, postgresql_using=${py(index.method)}`,
    index.include.length === 0 ? "" : `, postgresql_include=${pyList(index.include)}`,
    index.predicate === null
      ? ""
      : `, postgresql_where=sa.text(${py(escapeColons(showExpression(index.predicate) ?? "…"))})`,
    build.concurrently === true ? ", postgresql_concurrently=True" : "",
    build.guarded === true ? ", if_not_exists=True" : "",
  ];
  return `op.create_index(${py(index.name.name)}, ${py(table.name)}, [${columns.join(", ")}]${schemaOf(table)}${options.join("")})`;
}

function createIndexSql(index: Index, table: QualifiedName, build: IndexBuild): string {
  const words = [
    index.unique ? "UNIQUE INDEX" : "INDEX",
    ...(build.concurrently === true ? ["CONCURRENTLY"] : []),
    ...(build.guarded === true ? ["IF NOT EXISTS"] : []),
    sqlWord(index.name.name),
    build.only === true ? "ON ONLY" : "ON",
    sqlName(table),
    index.written ?? partsOf(index),
  ];
  return `CREATE ${words.join(" ")}`;
}

function partsOf(index: Index): string {
  const keys = index.columns
    .map((column, at) => (column === null ? (index.expressions[at] ?? "…") : sqlWord(column)))
    .join(", ");
  const method = index.method === "btree" ? "" : `USING ${index.method} `;
  const include = index.include.length === 0 ? "" : ` INCLUDE (${index.include.map(sqlWord).join(", ")})`;
  const nulls = index.nullsDistinct ? "" : " NULLS NOT DISTINCT";
  const where = index.predicate === null ? "" : ` WHERE ${showExpression(index.predicate) ?? "…"}`;
  return `${method}(${keys})${include}${nulls}${where}`;
}

/** `op.drop_index(…, postgresql_concurrently=True)`. */
export function dropIndexConcurrently(name: string, table: QualifiedName | null, ifExists = false): string {
  const place = table === null ? "" : `, ${py(table.name)}${schemaOf(table)}`;
  return `op.drop_index(${py(name)}${place}, postgresql_concurrently=True${ifExists ? ", if_exists=True" : ""})`;
}

/** `op.alter_column("orders", "note", …)`. */
export function alterColumn(table: QualifiedName, column: string, change: string): string {
  return `op.alter_column(${py(table.name)}, ${py(column)}, ${change}${schemaOf(table)})`;
}

/** `op.add_column("orders", sa.Column("note", sa.Text()))` with more arguments of the column. */
export function addColumn(table: QualifiedName, column: Pick<Column, "name" | "type">, more = ""): string {
  return `op.add_column(${py(table.name)}, sa.Column(${py(column.name)}, ${saType(column.type)}${more})${schemaOf(table)})`;
}

/** `ALTER TABLE orders VALIDATE CONSTRAINT ck` as an operation. */
export function validate(table: QualifiedName, constraint: string): string {
  return execute(`ALTER TABLE ${sqlName(table)} VALIDATE CONSTRAINT ${sqlWord(constraint)}`);
}

const SA_TYPES: Readonly<Record<string, string>> = {
  int2: "sa.SmallInteger()",
  int4: "sa.Integer()",
  int8: "sa.BigInteger()",
  text: "sa.Text()",
  bool: "sa.Boolean()",
  float4: "sa.REAL()",
  float8: "sa.Double()",
  date: "sa.Date()",
  timestamp: "sa.DateTime()",
  timestamptz: "sa.DateTime(timezone=True)",
  uuid: "sa.UUID()",
  json: "sa.JSON()",
  jsonb: "postgresql.JSONB()",
  bytea: "sa.LargeBinary()",
};

/** Types that SQLAlchemy's dialect has a class for, with the type's name in capitals. */
const POSTGRES_TYPES: ReadonlySet<string> = new Set(
  "bit cidr citext daterange hstore inet int4range int8range interval macaddr macaddr8 money numrange oid regclass time tsquery tsrange tstzrange tsvector".split(
    " ",
  ),
);

/** A type in SQLAlchemy's words; one of the database's own by its name. */
export function saType(type: SqlType | null): string {
  if (type === null) return "…";
  const { name, mods, isArray } = type;
  const sized: Readonly<Record<string, string>> = {
    varchar: `sa.String(${mods[0] ?? ""})`,
    bpchar: `sa.CHAR(${mods[0] ?? ""})`,
    numeric: `sa.Numeric(${mods.join(", ")})`,
  };
  const own = type.schema === null && POSTGRES_TYPES.has(name) ? `postgresql.${name.toUpperCase()}()` : null;
  const one = sized[name] ?? SA_TYPES[name] ?? own ?? `postgresql.ENUM(name=${py(name)}, create_type=False)`;
  return isArray ? `postgresql.ARRAY(${one})` : one;
}

/** A table and a column as one word for messages: `orders.note`. */
export function shownColumn(table: QualifiedName, column: string): string {
  return `${shown(table)}.${column}`;
}

/** A column of another type in the place of one, over two releases. `fill`: what the old rows get, as SQL. */
export function replaceColumn(
  table: QualifiedName,
  { name, type }: Pick<Column, "name" | "type">,
  fill: string | null = null,
): readonly string[] {
  const how = fill === null ? "" : ` with ${fill}`;
  return steps([
    ["this release", [addColumn(table, { name: `${name}_new`, type })]],
    [`then: write both columns, fill the old rows in batches${how}, read the new one`, []],
    ["a later release: drop the old column", []],
  ]);
}
