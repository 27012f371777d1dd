import type { LintStatement, ParsedSql } from "./statement.ts";
import type { Node } from "./tree.ts";

/** A parser of PostgreSQL's SQL. Positions are in bytes of UTF-8, those of errors in characters. */
export interface SqlParser {
  readonly parse: (
    sql: string,
  ) =>
    | { readonly kind: "statements"; readonly statements: readonly ParserStatement[] }
    | { readonly kind: "error"; readonly message: string; readonly position: number };
  /** The names in a text, as written: identifiers with their quotes. */
  readonly identifiers: (sql: string) => readonly string[];
}

/** One statement of a text, as the parser gives it. */
export interface ParserStatement {
  readonly stmt?: Node;
  /** Absent: 0. */
  readonly stmt_location?: number;
  /** Absent: to the end. */
  readonly stmt_len?: number;
}

/** A statement of a text, and on which of its lines it begins. */
export interface ReadStatement extends Pick<LintStatement, "sql" | "parsed" | "longNames"> {
  /** 0-based. */
  readonly lineInText: number;
}

/** Bytes of a name that PostgreSQL keeps: NAMEDATALEN - 1. */
const NAME_BYTES = 63;

/** The statements of a text. A text that cannot be parsed is one statement with an error. */
export function readSql(parser: SqlParser, text: string): readonly ReadStatement[] {
  const result = parser.parse(text);
  if (result.kind === "error") {
    const line = linesIn(text.slice(0, result.position));
    return [{ sql: text.trim(), parsed: result, longNames: [], lineInText: line }];
  }
  const at = offsets(text);
  return result.statements.flatMap(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
    if (stmt === undefined) return [];
    const whole = text.slice(at(from), length === undefined ? undefined : at(from + length));
    const leading = whole.length - whole.trimStart().length;
    const parsed: ParsedSql = { kind: "tree", node: stmt };
    const sql = whole.trim();
    return [
      {
        sql,
        parsed,
        longNames: longNames(parser, sql),
        lineInText: linesIn(text.slice(0, at(from) + leading)),
      },
    ];
  });
}

/** From bytes of UTF-8 to places in the text. */
function offsets(text: string): (byte: number) => number {
  if (byteLength(text) === text.length) return (byte) => byte;
  const places = new Map<number, number>();
  let byte = 0;
  let place = 0;
  for (const character of text) {
    places.set(byte, place);
    byte += byteLength(character);
    place += character.length;
  }
  return (wanted) => places.get(wanted) ?? text.length;
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The names that the server cuts. Most statements are too short to have one. */
function longNames(parser: SqlParser, sql: string): readonly string[] {
  if (byteLength(sql) <= NAME_BYTES || !hasLongWord(sql)) return [];
  return [...new Set(parser.identifiers(sql).map(unquoted))].filter((name) => byteLength(name) > NAME_BYTES);
}

/** Only names in quotes have blanks in them; a run of other characters is what names without quotes are made of. */
function hasLongWord(sql: string): boolean {
  return sql.includes('"') || sql.split(/[\s(),.;]/).some((word) => byteLength(word) > NAME_BYTES);
}

function unquoted(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}
