import type { DriftCode, SchemaDifference } from "./schema-difference.ts";

/** What a difference is, with what both sides say, as a sentence without its full stop. */
export function describeDifference(code: DriftCode, one: SchemaDifference): string {
  const side = code === "MC502" ? one.found : one.model;
  const detail = side === null ? "" : `: ${withoutName(side)}`;
  switch (code) {
    case "MC501":
      return `${subject(one, side)} is in the models, and no revision creates it${detail}`;
    case "MC502":
      return `${subject(one, side)} is in the migrated database, and not in the models${detail}`;
    case "MC503":
      if (one.model === null && one.found === null)
        return `${subject(one, null)} differs between models and migrated database`;
      return `${subject(one, "both")}: the models say ${said(one, one.model)}, the migrated database says ${said(one, one.found)}`;
  }
}

/** What to do about a difference, with the operation that autogenerate would write. */
export function mendDifference(code: DriftCode, one: SchemaDifference, alembic: string): string {
  const operation = one.operation.trim();
  // The bridge says in a comment that an operation has no text; the revision would have to be written by hand.
  const isKnown = operation !== "" && !operation.startsWith("#");
  const revision = `\`${alembic} revision --autogenerate -m "…"\``;
  const would = (it: string): string =>
    isKnown ? ` ${it} would hold:\n${operation.replaceAll(/^/gmu, "    ")}` : "";
  switch (code) {
    case "MC501":
      return `Write the revision with ${revision}, or take the object out of the models.${would("It")}`;
    case "MC502":
      return `Add the object to the models, or drop it with ${revision}.${would("The revision")}`;
    case "MC503":
      return `Change the model, or write the revision with ${revision}.${would("It")}`;
  }
}

/** The stable object name of the public report: `table:public.orders.column:note`, `index:public.ix_a`; SQLite: `table:orders`. */
export function objectOf(one: SchemaDifference, defaultSchema: string | null): string {
  const schema = one.schema ?? defaultSchema;
  const within = schema === null ? "" : `${schema}.`;
  const table = `table:${within}${one.table ?? "?"}`;
  const name = one.name ?? `(${one.columns.join(",")})`;
  switch (whatOf(one)) {
    case "table":
    case "table_comment":
      return table;
    case "index":
      return `index:${within}${name}`;
    case "fk":
    case "constraint":
      return `constraint:${within}${one.table ?? "?"}.${name}`;
    default:
      return one.name === null ? table : `${table}.column:${one.name}`;
  }
}

/** The table of a difference as SQL names it; `public` goes without saying. */
export function tableName(one: SchemaDifference): string {
  return one.schema === null ? (one.table ?? "") : `${one.schema}.${one.table}`;
}

/** `detail`: the definition that is told beside it, which names columns and references by itself. */
function subject(one: SchemaDifference, detail: string | null): string {
  const table = tableName(one);
  const columns = detail !== null || one.columns.length === 0 ? "" : ` on (${one.columns.join(", ")})`;
  const references = detail !== null || one.references === null ? "" : ` to ${one.references}`;
  const named = one.name === null ? "" : ` ${one.name}`;
  switch (whatOf(one)) {
    case "table":
      return `Table ${table}`;
    case "column":
      return `Column ${table}.${one.name}`;
    case "index":
      return `Index${named} of ${table}${columns}`;
    case "fk":
      return `Foreign key${named} of ${table}${columns}${references}`;
    case "constraint":
      return `Constraint${named} of ${table}${columns}`;
    case "type":
      return `Type of column ${table}.${one.name}`;
    case "nullable":
      return `Nullability of column ${table}.${one.name}`;
    case "default":
      return `Server default of column ${table}.${one.name}`;
    case "comment":
      return `Comment of column ${table}.${one.name}`;
    case "table_comment":
      return `Comment of table ${table}`;
    default:
      return one.table === null ? `An object of kind ${one.kind}` : `${table}${named} (${one.kind})`;
  }
}

/** The text of a comment is quoted, so that it is not read as a part of the sentence. */
function said(one: SchemaDifference, side: string | null): string {
  if (side === null) return "nothing";
  return whatOf(one).endsWith("comment") ? JSON.stringify(side) : withoutName(side);
}

/** `CONSTRAINT uq_a UNIQUE (a)` → `UNIQUE (a)`: the name was told already. */
function withoutName(definition: string): string {
  return definition.replace(/^CONSTRAINT (?:"[^"]+"|\S+) /u, "");
}

function whatOf(one: SchemaDifference): string {
  return one.kind.replace(/^(?:add|remove|modify)_/u, "");
}
