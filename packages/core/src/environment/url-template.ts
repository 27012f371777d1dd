import { splitUrl } from "../urls/database-url.ts";
import type { UrlPart } from "./variable.ts";

/** A text that is put together: what is known of it, and holes. */
export type TemplatePiece = string | { readonly hole: number };

/** What holes of a text are in the URL that it makes. */
export interface TemplateParts {
  /** Does the text look like a database URL? */
  readonly isUrl: boolean;
  /** The one hole that is the URL itself, with parameters behind it at most. */
  readonly whole: number | null;
  readonly parts: ReadonlyMap<number, UrlPart>;
}

const GROUPS: readonly (readonly [string, UrlPart])[] = [
  ["user", "user"],
  ["password", "password"],
  ["host", "host"],
  ["port", "port"],
  ["database", "database"],
];

/** Finds out by position which part of a Postgres URL each hole fills. Holes of other URLs have no part. */
export function readTemplate(pieces: readonly TemplatePiece[]): TemplateParts {
  const text = pieces.map((piece) => (typeof piece === "string" ? piece : nameOf(piece.hole))).join("");
  const [first, second] = pieces;
  const parts = new Map<number, UrlPart>();
  if (first !== undefined && typeof first !== "string") {
    const rest = typeof second === "string" ? second : pieces.length > 1 ? "x" : "";
    if (rest === "" || rest.startsWith("?")) return { isUrl: true, whole: first.hole, parts };
  }
  const groups = splitUrl(text);
  if (groups === null) return { isUrl: false, whole: null, parts };
  // `{driver}://` may be any dialect; a known one must be Postgres for its parts to be given.
  const isPostgres = /^postgres(?:ql)?(?:\+|$)/u.test(groups["name"] ?? "");
  for (const [group, part] of isPostgres ? GROUPS : []) {
    const hole = holeOf(groups[group]);
    if (hole !== null) parts.set(hole, part);
  }
  return { isUrl: true, whole: null, parts };
}

/** Which hole a text is, and nothing but it; null if none. */
function holeOf(text: string | undefined): number | null {
  const match = /^\/?Hole0x(\d+)x$/u.exec(text ?? "");
  return match === null ? null : Number(match[1]);
}

function nameOf(hole: number): string {
  return `Hole0x${hole}x`;
}
