import type { SqlParser } from "@migrun/core";

/** PostgreSQL's own parser, loaded when it is first asked for. Its trees go to core as values. */
export async function loadSqlParser(): Promise<SqlParser> {
  const { createSqlParser } = await import("./parse-sql.ts");
  return createSqlParser();
}
