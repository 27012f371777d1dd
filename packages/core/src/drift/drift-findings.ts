import type { FindingDraft } from "../findings/finding.ts";

/** One difference between models and migrated schema, as Alembic's autogenerate reports it. */
export interface SchemaDifference {
  /** Alembic's name of the operation: `add_table`, `remove_column`, `modify_nullable`, … */
  readonly kind: string;
  readonly engineName: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: string | null;
  readonly model: string | null;
  readonly found: string | null;
  readonly operation: string;
}

/** Where a drift finding points, and how its target is called on Alembic's command line. */
export interface DriftContext {
  /** env.py, as shown in reports. */
  readonly envFile: string;
  /** `alembic -c services/users/alembic.ini -n users`. */
  readonly alembic: string;
  /** Tables that source files define although no metadata knows them: name → `file:line`. */
  readonly definedIn: ReadonlyMap<string, string>;
  /** Does any metadata handed to Alembic hold a table? */
  readonly metadataIsEmpty: boolean;
}

/** Turns autogenerate's differences into findings MC501 to MC504: what, both sides, and the operation that mends it. */
export function driftFindings(
  differences: readonly SchemaDifference[],
  context: DriftContext,
): readonly FindingDraft[] {
  const unknownTables = differences.filter(
    (one) =>
      one.kind === "remove_table" && (context.metadataIsEmpty || context.definedIn.has(one.table ?? "")),
  );
  const rest = differences.filter((one) => !unknownTables.includes(one));
  const hidden = new Set(unknownTables.map(tableName));
  return [
    ...modelsNotImported(unknownTables, context),
    // The indexes and constraints of a table that no metadata knows are told with the table.
    ...rest
      .filter((one) => !(hidden.has(tableName(one)) && one.kind.startsWith("remove_")))
      .map((one) => finding(one, context)),
  ];
}

function modelsNotImported(
  tables: readonly SchemaDifference[],
  context: DriftContext,
): readonly FindingDraft[] {
  if (tables.length === 0) return [];
  if (context.metadataIsEmpty) {
    const names = tables.map(tableName);
    return [
      {
        code: "MC504",
        check: "drift",
        file: context.envFile,
        line: 1,
        object: tables[0] === undefined ? null : objectOf(tables[0]),
        message: `env.py hands Alembic a metadata without any table, but the revisions made ${counted(names)}: drift cannot be seen.`,
        hint: "Import every module that defines models in env.py, before `target_metadata` is set.",
      },
    ];
  }
  return tables.map((one) => {
    const place = context.definedIn.get(one.table ?? "") ?? "";
    return {
      code: "MC504",
      check: "drift",
      file: context.envFile,
      line: 1,
      object: objectOf(one),
      message: `Table ${tableName(one)} is defined at ${place}, but env.py does not import that module: the next autogenerate would drop the table.`,
      hint: `Import ${place.replace(/:\d+$/, "")} in env.py, before \`target_metadata\` is set.`,
    };
  });
}

function finding(one: SchemaDifference, context: DriftContext): FindingDraft {
  const code =
    one.kind.startsWith("add_") && !one.kind.endsWith("_comment") ? "MC501" : codeOfOther(one.kind);
  const engine = one.engineName === null ? "" : ` (engine ${one.engineName})`;
  return {
    code,
    check: "drift",
    file: context.envFile,
    line: 1,
    object: objectOf(one),
    message: `${describe(one)}${engine}`,
    hint: mend(code, one, context),
  };
}

function codeOfOther(kind: string): "MC502" | "MC503" {
  return kind.startsWith("remove_") && !kind.endsWith("_comment") ? "MC502" : "MC503";
}

function describe(one: SchemaDifference): string {
  const what = subject(one);
  if (one.kind.startsWith("add_") && !one.kind.endsWith("_comment")) {
    const detail = one.model === null ? "" : ` (${one.model})`;
    return `${what}${detail} is in the models, and no revision creates it.`;
  }
  if (one.kind.startsWith("remove_") && !one.kind.endsWith("_comment")) {
    const detail = one.found === null ? "" : ` (${one.found})`;
    return `${what}${detail} is in the migrated database, and not in the models.`;
  }
  if (one.model === null && one.found === null)
    return `${what} differs between models and migrated database.`;
  return `${what}: the models say ${one.model ?? "nothing"}, the migrated database says ${one.found ?? "nothing"}.`;
}

function subject(one: SchemaDifference): string {
  const table = tableName(one);
  const columns = one.columns.length === 0 ? "" : ` on (${one.columns.join(", ")})`;
  const named = one.name === null ? "" : ` ${one.name}`;
  switch (one.kind.replace(/^(add|remove|modify)_/, "")) {
    case "table":
      return `Table ${table}`;
    case "column":
      return `Column ${table}.${one.name}`;
    case "index":
      return `Index${named} of ${table}${columns}`;
    case "fk":
      return `Foreign key${named} of ${table}${columns}${one.references === null ? "" : ` to ${one.references}`}`;
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

/** The stable object name of design section 9: `table:public.orders.column:note`, `index:public.ix_a`. */
function objectOf(one: SchemaDifference): string {
  const schema = one.schema ?? "public";
  const table = `table:${schema}.${one.table ?? "?"}`;
  const name = one.name ?? `(${one.columns.join(",")})`;
  switch (one.kind.replace(/^(add|remove|modify)_/, "")) {
    case "table":
    case "table_comment":
      return table;
    case "index":
      return `index:${schema}.${name}`;
    case "fk":
    case "constraint":
      return `constraint:${schema}.${one.table ?? "?"}.${name}`;
    default:
      return one.name === null ? table : `${table}.column:${one.name}`;
  }
}

function mend(code: string, one: SchemaDifference, context: DriftContext): string {
  const operation = one.operation.trim();
  const indented = operation === "" ? "" : `:\n${operation.replaceAll(/^/gm, "    ")}`;
  const revision = `\`${context.alembic} revision --autogenerate -m "…"\``;
  switch (code) {
    case "MC501":
      return `Write the revision with ${revision}, or take the object out of the models. It would hold${indented}`;
    case "MC502":
      return `Add the object to the models, or drop it with ${revision}. That would hold${indented}`;
    default:
      return `Change the model, or write the revision with ${revision}. It would hold${indented}`;
  }
}

function tableName(one: SchemaDifference): string {
  return one.schema === null ? (one.table ?? "") : `${one.schema}.${one.table}`;
}

function counted(names: readonly string[]): string {
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
