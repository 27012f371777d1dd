import type { FindingDraft } from "../findings/finding.ts";
import { describeDifference, mendDifference, objectOf, tableName } from "./describe-difference.ts";
import type { DriftCode, SchemaDifference } from "./schema-difference.ts";

/** A line of a source file, as shown in reports. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** Where a drift finding points, and how its target is called on Alembic's command line. */
export interface DriftContext {
  /** env.py, as shown in reports. */
  readonly envFile: string;
  /** `alembic -c services/users/alembic.ini -n users`. */
  readonly alembic: string;
  /** Where the source files of this target define tables, by the table's name without a schema. */
  readonly definedIn: ReadonlyMap<string, readonly SourcePlace[]>;
  /** What a table without a schema is in: `public`; null on SQLite, which has no schemas. */
  readonly defaultSchema: string | null;
  /** Does the metadata handed to Alembic hold no table at all? */
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
  const hidden = new Set(unknownTables.map(tableName));
  const rest = differences
    .filter((one) => !unknownTables.includes(one))
    // The indexes and constraints of a table that no metadata knows are told with the table.
    .filter((one) => !(hidden.has(tableName(one)) && one.kind.startsWith("remove_")));
  return [
    ...modelsNotImported(unknownTables, context),
    ...joinReplaced(rest).map((one) => finding(one, context)),
  ];
}

function modelsNotImported(
  tables: readonly SchemaDifference[],
  context: DriftContext,
): readonly FindingDraft[] {
  const [first] = tables;
  if (first === undefined) return [];
  const engine = engineOf(first);
  if (context.metadataIsEmpty) {
    return [
      {
        code: "MC504",
        check: "drift",
        file: context.envFile,
        line: 1,
        object: objectOf(first, context.defaultSchema),
        message: `env.py hands Alembic a metadata without any table${engine}, but the revisions made ${counted(tables.map(tableName))}: drift cannot be seen, and the next autogenerate would drop them.`,
        hint: "Import every module that defines models in env.py, before `target_metadata` is set.",
      },
    ];
  }
  return tables.map((one) => {
    const [place] = context.definedIn.get(one.table ?? "") ?? [];
    const where = place === undefined ? "" : ` at ${place.file}:${place.line}`;
    return {
      code: "MC504",
      check: "drift",
      file: context.envFile,
      line: 1,
      object: objectOf(one, context.defaultSchema),
      message: `Table ${tableName(one)} is defined${where}, but in no metadata that env.py hands to Alembic${engine}: the next autogenerate would drop the table.`,
      hint: `Import ${place?.file ?? "the module"} in env.py, before \`target_metadata\` is set; where it is imported, add its metadata: \`target_metadata = [Base.metadata, other.metadata]\`.`,
    };
  });
}

/**
 * Autogenerate replaces an index or a constraint that differs: it removes one and adds one of the
 * same name. To a reader that is one object that differs, with two sides.
 */
function joinReplaced(differences: readonly SchemaDifference[]): readonly SchemaDifference[] {
  const added = new Map(
    differences
      .filter((one) => one.kind.startsWith("add_") && one.name !== null)
      .map((one) => [replacedKey(one), one] as const),
  );
  const joined = differences.flatMap((removed): readonly SchemaDifference[] => {
    const other = removed.kind.startsWith("remove_") ? added.get(replacedKey(removed)) : undefined;
    if (other === undefined) return [removed];
    added.delete(replacedKey(removed));
    const operation = [removed.operation, other.operation].filter((text) => text !== "").join("\n");
    const kind = removed.kind.replace("remove_", "modify_");
    return [{ ...other, kind, found: removed.found, operation }];
  });
  const told = new Set(joined.filter((one) => one.kind.startsWith("modify_")).map(replacedKey));
  return joined.filter((one) => !(one.kind.startsWith("add_") && told.has(replacedKey(one))));
}

function replacedKey(one: SchemaDifference): string {
  const what = one.kind.replace(/^(?:add|remove|modify)_/u, "");
  return `${what} ${one.engineName ?? ""} ${objectOf(one, null)}`;
}

function finding(one: SchemaDifference, context: DriftContext): FindingDraft {
  const code = codeOf(one.kind);
  const places = context.definedIn.get(one.table ?? "") ?? [];
  // The model is where a person looks; two of one name, and only env.py is certain.
  const place = places.length === 1 ? places[0] : undefined;
  return {
    code,
    check: "drift",
    file: place?.file ?? context.envFile,
    line: place?.line ?? 1,
    object: objectOf(one, context.defaultSchema),
    message: `${describeDifference(code, one)}${engineOf(one)}.`,
    hint: mendDifference(code, one, context.alembic),
  };
}

/** A comment is a property of what has it: setting one changes the object, it makes none. */
function codeOf(kind: string): DriftCode {
  if (kind.endsWith("_comment")) return "MC503";
  if (kind.startsWith("add_")) return "MC501";
  return kind.startsWith("remove_") ? "MC502" : "MC503";
}

function engineOf(one: SchemaDifference): string {
  return one.engineName === null ? "" : ` (engine ${one.engineName})`;
}

function counted(names: readonly string[]): string {
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
