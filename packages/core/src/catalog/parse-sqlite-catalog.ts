import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";
import { createCatalog } from "./catalog.ts";
import type { Catalog, CatalogObject, CatalogOptions } from "./catalog.ts";
import { splitSqlList, sqlTokens } from "./sql-tokens.ts";

/** Gives the rows that `parseSqliteCatalog` reads. */
export const SQLITE_SNAPSHOT_SQL = "SELECT type, name, tbl_name, sql FROM sqlite_master";

/**
 * Reads the rows of `SQLITE_SNAPSHOT_SQL`. SQLite keeps the text of each CREATE statement, and a table
 * that was copied and renamed (Alembic's batch mode) keeps another text for the same table; so texts
 * are compared as tokens, and columns and table constraints one by one.
 */
export function parseSqliteCatalog(
  rows: readonly (readonly unknown[])[],
  options: CatalogOptions = {},
): Result<Catalog, string> {
  const found: CatalogObject[] = [];
  for (const [index, [type, name, table, sql]] of rows.entries()) {
    if (
      typeof type !== "string" ||
      typeof name !== "string" ||
      typeof table !== "string" ||
      (sql !== null && typeof sql !== "string")
    ) {
      return err(`row ${index + 1} of sqlite_master is not (type, name, tbl_name, sql)`);
    }
    // SQLite's own tables, and the indexes behind PRIMARY KEY and UNIQUE, which have no statement.
    if (sql === null || name.startsWith("sqlite_")) continue;
    const object = `${type}:${name}`;
    const parent = type === "table" || type === "view" ? null : `table:${table}`;
    if (type === "table" && !/^\s*create\s+virtual/iu.test(sql)) found.push(...tableObjects(object, sql));
    else found.push({ object, kind: type, parent, definition: sqlTokens(sql).join(" ") });
  }
  return ok(createCatalog(found, options));
}

const CONSTRAINT_WORDS = new Set(["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]);

function tableObjects(object: string, sql: string): CatalogObject[] {
  const tokens = sqlTokens(sql);
  const open = tokens.indexOf("(");
  const close = tokens.lastIndexOf(")");
  if (open < 0 || close < open) {
    return [{ object, kind: "table", parent: null, definition: tokens.join(" ") }];
  }
  const parts = splitSqlList(tokens.slice(open + 1, close)).map((part) => tablePart(object, part));
  const definition = ["TABLE", ...tokens.slice(close + 1)].join(" ");
  return [{ object, kind: "table", parent: null, definition }, ...parts];
}

function tablePart(table: string, tokens: readonly string[]): CatalogObject {
  const first = tokens[0] ?? "";
  const bare = table.slice("table:".length);
  if (!CONSTRAINT_WORDS.has(first.toUpperCase())) {
    const object = `${table}.column:${unquoted(first)}`;
    return { object, kind: "column", parent: table, definition: tokens.slice(1).join(" ") };
  }
  const isNamed = first.toUpperCase() === "CONSTRAINT";
  const definition = (isNamed ? tokens.slice(2) : tokens).join(" ");
  const name = isNamed ? unquoted(tokens[1] ?? "") : `(${definition})`;
  return { object: `constraint:${bare}.${name}`, kind: "constraint", parent: table, definition };
}

const unquoted = (token: string): string =>
  token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
