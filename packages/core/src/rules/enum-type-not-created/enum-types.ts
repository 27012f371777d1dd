import type { HistoryFile } from "../../revision/history-file.ts";
import { textOf } from "../../revision-body/read-operation.ts";
import type { Call } from "../../revision-body/revision-body.ts";

/** A named enum type of the server, as a revision names it. */
export interface EnumType {
  readonly name: string;
  readonly call: Call;
  /** `create_type=False`: somebody else creates it. */
  readonly isCreatedApart: boolean;
}

/** The enum type that a call makes; null where it makes none, or none of the server's own. */
export function enumOf(call: Call): EnumType | null {
  if (!/^sqlalchemy\.(?:\w+\.)*(?:Enum|ENUM)$/u.test(call.path ?? "")) return null;
  if (call.named.get("native_enum")?.kind === "false") return null;
  const given = call.named.get("name");
  const [first] = call.positional;
  // SQLAlchemy names the type after the class of the values.
  const ofClass = first?.kind === "path" ? (first.path.match(/\w+$/u)?.[0]?.toLowerCase() ?? null) : null;
  const name = given === undefined ? ofClass : textOf(given);
  if (name === null) return null;
  return { name, call, isCreatedApart: call.named.get("create_type")?.kind === "false" };
}

/** Does any other file of the history name the type? Then it may be there already, or be used on. */
export function isNamedElsewhere(
  { name, call }: EnumType,
  history: readonly HistoryFile[],
  file: HistoryFile,
): boolean {
  const escaped = escapePattern(name);
  const byName = new RegExp(String.raw`\bname\s*=\s*["']${escaped}["']`, "u");
  const [first] = call.positional;
  const ofClass = call.named.has("name") || first?.kind !== "path" ? null : `Enum(${first.source}`;
  return history.some(({ file: other, parsed: { shape } }) => {
    if (other === file.file || shape === null) return false;
    if (ofClass !== null && shape.source.includes(ofClass)) return true;
    return byName.test(shape.source) || isNamedInSql(shape.source, name);
  });
}

/** Does SQL speak of the type: `CREATE TYPE kind`, `DROP TYPE IF EXISTS public."kind"`, `::kind`? */
export function isNamedInSql(sql: string, name: string): boolean {
  const escaped = escapePattern(name);
  return new RegExp(
    String.raw`(?:\btype\s+(?:if\s+(?:not\s+)?exists\s+)?|::\s*)(?:["'\w]+\.)?["']?${escaped}\b`,
    "iu",
  ).test(sql);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}
