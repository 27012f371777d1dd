import { loadModule, parseSync, scanSync, SqlError } from "libpg-query";
import type { ParserStatement, SqlParser } from "@migrun/core";

/** PostgreSQL's own parser of major 18, as WebAssembly; see `loadSqlParser`. */
export async function createSqlParser(): Promise<SqlParser> {
  await loadModule();
  return { parse, identifiers };
}

function parse(sql: string): ReturnType<SqlParser["parse"]> {
  if (sql === "") return { kind: "statements", statements: [] };
  try {
    return { kind: "statements", statements: (parseSync(sql).stmts ?? []) as readonly ParserStatement[] };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return { kind: "error", message: error.message, position: error.sqlDetails?.cursorPosition ?? 0 };
  }
}

function identifiers(sql: string): readonly string[] {
  return scanSync(sql)
    .tokens.filter(({ tokenName }) => tokenName === "IDENT")
    .map(({ text }) => text);
}
