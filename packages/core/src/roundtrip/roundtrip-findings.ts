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
    const what = sentenceName(difference.object);
    return {
      ...placed(difference.object, context),
      code: extra ? "MC510" : "MC511",
      message: extra
        ? `${what} is still there after the way down${by(difference.object, context)}.`
        : `${what} was there before the first revision, and the way down ${difference.kind === "missing" ? "removed" : "changed"} it${by(difference.object, context)}.`,
      hint: extra
        ? `${dropHint(difference.object)}${secondWay(context)}`
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
    message: `${sentenceName(difference.object)} ${restored(difference)}${by(difference.object, context)}.`,
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
    : `: \`downgrade()\` of revision ${revision} does not undo its \`upgrade()\``;
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

/** `type:public.mood` → `Type public.mood`; `table:public.a.column:b` → `Column public.a.b`. */
function sentenceName(object: string): string {
  const column = /^table:(.+)\.column:(.+)$/.exec(object);
  if (column !== null) return `Column ${column[1]}.${column[2]}`;
  const at = object.indexOf(":");
  const kind = object.slice(0, at).replaceAll("-", " ");
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${object.slice(at + 1)}`;
}

/** The operation that is missing in most cases, by kind of object. */
function dropHint(object: string): string {
  const name = object.slice(object.indexOf(":") + 1).replace(/^public\./, "");
  switch (object.slice(0, object.indexOf(":"))) {
    case "type":
      return `Drop it in \`downgrade()\`, after the columns that use it (dropping a table does not drop its enum):\n    op.execute("DROP TYPE ${name}")`;
    case "sequence":
      return `Drop it in \`downgrade()\`:\n    op.execute("DROP SEQUENCE ${name}")`;
    case "function":
      return `Drop it in \`downgrade()\`:\n    op.execute("DROP FUNCTION ${name}")`;
    case "view":
      return `Drop it in \`downgrade()\`:\n    op.execute("DROP VIEW ${name}")`;
    case "table":
      return name.includes(".column:")
        ? "Drop the column in `downgrade()`."
        : `Drop it in \`downgrade()\`:\n    op.drop_table("${name}")`;
    case "index":
      return `Drop it in \`downgrade()\`:\n    op.drop_index("${name}")`;
    default:
      return "Drop it in `downgrade()`.";
  }
}

function secondWay(context: RoundtripContext): string {
  return context.secondWayUp === null
    ? ""
    : `\nBecause of it the second way up fails: ${context.secondWayUp}`;
}
