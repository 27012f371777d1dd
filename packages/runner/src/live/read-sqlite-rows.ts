import { existsSync } from "node:fs";
import { err, ok, type Result } from "@migrun/core";
import { quoteName } from "../database/connect.ts";
import type { LiveFailure } from "./live-place.ts";
import type { WantedTable } from "./read-version-table.ts";

/** As far as it is used; the types of Node 20 do not have it. */
interface SqliteModule {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly readOnly: boolean },
  ) => {
    prepare(sql: string): { all(...values: readonly string[]): readonly Record<string, unknown>[] };
    close(): void;
  };
}

/** The rows of a version table in a SQLite file, opened read-only by Node's own driver (Node 22.13 and newer). */
export async function readSqliteRows(
  file: string,
  wanted: WantedTable | null,
): Promise<Result<readonly string[], LiveFailure>> {
  const name = "node:sqlite";
  const sqlite = (await import(name).catch(() => null)) as SqliteModule | null;
  if (sqlite === null)
    return err({
      kind: "unsupported",
      message: `Node ${process.versions.node} has no driver for SQLite; Node 22.13 and newer have`,
    });
  // Where env.py runs, the file is made at the first connection.
  if (!existsSync(file)) return ok([]);
  try {
    const database = new sqlite.DatabaseSync(file, { readOnly: true });
    try {
      const table = wanted?.name ?? "alembic_version";
      const found = database
        .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")
        .all(table);
      if (found.length === 0) return ok([]);
      const rows = database.prepare(`SELECT version_num FROM ${quoteName(table)}`).all();
      return ok(rows.map((row) => String(row["version_num"])));
    } finally {
      database.close();
    }
  } catch (error) {
    return err({ kind: "statement", message: error instanceof Error ? error.message : String(error) });
  }
}
