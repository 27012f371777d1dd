import { loadModule, parseSync, scanSync, SqlError } from "libpg-query";
import { readSql } from "./read-sql.ts";
import type { ParserStatement, ReadStatement, SqlParser } from "./read-sql.ts";
import type { LintStatement } from "./statement.ts";

await loadModule();

/** The parser of tests; that of runs is in the runner. */
const PARSER: SqlParser = {
  parse: (sql) => {
    try {
      return { kind: "statements", statements: (parseSync(sql).stmts ?? []) as readonly ParserStatement[] };
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return { kind: "error", message: error.message, position: error.sqlDetails?.cursorPosition ?? 0 };
    }
  },
  identifiers: (sql) =>
    scanSync(sql)
      .tokens.filter(({ tokenName }) => tokenName === "IDENT")
      .map(({ text }) => text),
};

/** The statements of a text, parsed. */
export function read(sql: string): readonly ReadStatement[] {
  return readSql(PARSER, sql);
}

/** Statements as a run gives them: one transaction, or each its own. */
export function statements(
  sql: readonly string[],
  facts: Partial<LintStatement> & { autocommit?: boolean } = {},
): LintStatement[] {
  const { autocommit = false, ...rest } = facts;
  return sql.flatMap(read).map((one) => ({
    ...one,
    revision: "a1",
    direction: "upgrade",
    file: "versions/a1.py",
    line: 10 + one.lineInText,
    via: null,
    transaction: autocommit ? null : 1,
    bookkeeping: false,
    trace: null,
    ...rest,
  }));
}
