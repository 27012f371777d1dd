import type { CatalogDifference } from "../catalog/compare-catalogs.ts";
import type { FindingDraft } from "../findings/finding.ts";

/** What the findings of a round trip need to know besides the differences. */
export interface RoundtripContext {
  /** Object → revision whose way down did not undo its way up. */
  readonly guilty: ReadonlyMap<string, string>;
  /** Where the `downgrade` of a revision begins. */
  readonly placeOf: (revision: string) => { readonly file: string; readonly line: number } | null;
  readonly alembic: string;
  /** The server's words where the second way up failed; null where it went well. */
  readonly secondWayUp: string | null;
}

/** MC510 for what is there after the way down and was not before the way up; MC511 for what the way down destroyed. */
export function leftBehindFindings(
  differences: readonly CatalogDifference[],
  context: RoundtripContext,
): readonly FindingDraft[] {
  return differences.map((difference) => {
    const extra = difference.kind === "extra";
    const what = sentenceName(difference);
    // It may have been the way up that took it; the way down did not give it back.
    const changed =
      difference.kind === "missing" ? "it is gone after the way down" : "the way down changed it";
    return {
      ...placed(difference.object, context),
      code: extra ? "MC510" : "MC511",
      message: extra
        ? `${what} is still there after the way down.${by(difference.object, context)}`
        : `${what} was there before the way up, and ${changed}.${by(difference.object, context)}`,
      hint: extra
        ? `${dropHint(difference)}${secondWay(context)}`
        : "Let `downgrade()` undo only what `upgrade()` did.",
    };
  });
}

/** MC511: the schema after down and up is not the schema after the first way up. */
export function notRestoredFindings(
  differences: readonly CatalogDifference[],
  context: RoundtripContext,
): readonly FindingDraft[] {
  return differences.map((difference) => ({
    ...placed(difference.object, context),
    code: "MC511",
    message: `${sentenceName(difference)} ${restored(difference)}.${by(difference.object, context)}`,
    hint: "Let `downgrade()` restore exactly what was there before `upgrade()`: names, types, defaults and constraints.",
  }));
}

function placed(object: string, context: RoundtripContext): FindingDraft {
  const revision = context.guilty.get(object) ?? null;
  const place = revision === null ? null : context.placeOf(revision);
  return {
    code: "MC511",
    message: "",
    check: "roundtrip",
    object,
    revision,
    file: place?.file ?? null,
    line: place?.line ?? null,
  };
}

function by(object: string, context: RoundtripContext): string {
  const revision = context.guilty.get(object);
  return revision === undefined
    ? ""
    : ` \`downgrade()\` of revision ${revision} does not undo its \`upgrade()\`.`;
}

function restored(difference: CatalogDifference): string {
  switch (difference.kind) {
    case "missing":
      return "is missing after down and up again";
    case "extra":
      return "is there only after down and up again";
    default:
      return `differs after down and up again: first ${difference.before}, then ${difference.after}`;
  }
}

/** `type:public.mood`, an enum → `Enum public.mood`; `table:public.a.column:b` → `Column public.a.b`. */
function sentenceName({ object, type }: CatalogDifference): string {
  const name = object.slice(object.indexOf(":") + 1).replace(".column:", ".");
  return `${type.charAt(0).toUpperCase()}${type.slice(1)} ${name}`;
}

/** The operation that is missing in most cases, by kind of object. */
function dropHint(difference: CatalogDifference): string {
  const operation = dropOperation(difference);
  const where =
    difference.type === "enum"
      ? "Drop it in `downgrade()`, after the columns that use it (dropping a table does not drop its enum)"
      : "Drop it in `downgrade()`";
  return operation === null ? `${where}.` : `${where}:\n    ${operation}`;
}

/** Null where the operation cannot be told from the name alone. */
function dropOperation({ object, type }: CatalogDifference): string | null {
  const path = object.slice(object.indexOf(":") + 1);
  const [schema, name, ...more] = path.replace(".column:", ".").split(".");
  // SQLite has no schemas. With a dot inside of a name it cannot be told where the schema ends.
  if (name === undefined) return type === "table" || type === "index" ? `op.drop_${type}("${path}")` : null;
  const within = schema === "public" ? "" : `, schema="${schema}"`;
  switch (type) {
    case "table":
    case "partitioned table":
      return more.length > 0 ? null : `op.drop_table("${name}"${within})`;
    case "column":
      return more.length === 1 ? `op.drop_column("${name}", "${more[0]}"${within})` : null;
    case "constraint":
      return more.length === 1 ? `op.drop_constraint("${more[0]}", "${name}"${within})` : null;
    case "index":
      return more.length > 0 ? null : `op.drop_index("${name}"${within})`;
    case "enum":
    case "composite type":
    case "range type":
      return `op.execute("DROP TYPE ${sqlName(path)}")`;
    case "domain":
    case "sequence":
    case "view":
    case "materialized view":
    case "function":
    case "procedure":
    case "aggregate":
      return `op.execute("DROP ${type.toUpperCase()} ${sqlName(path)}")`;
    default:
      return null;
  }
}

function sqlName(path: string): string {
  return path.replace(/^public\./, "");
}

function secondWay(context: RoundtripContext): string {
  return context.secondWayUp === null
    ? ""
    : `\nBecause of it the second way up fails: ${context.secondWayUp}`;
}
