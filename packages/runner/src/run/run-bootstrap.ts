import {
  err,
  MigrunError,
  ok,
  type Result,
  rolesCreatedIn,
  sqlStatements,
  type SqlStatement,
} from "@migrun/core";
import {
  type Connection,
  type DatabaseFailure,
  type DatabasePlace,
  openConnection,
  StatementError,
} from "../database/connect.ts";
import { readSettingFile } from "./setting-files.ts";

/** Why a bootstrap file stopped, and where: line and column from 1. */
export interface BootstrapFailure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly failure: DatabaseFailure;
}

/** A bootstrap file that failed: it stops its target. */
export class BootstrapError extends MigrunError {
  readonly at: BootstrapFailure;

  constructor(at: BootstrapFailure, { shown, hint }: { readonly shown: string; readonly hint: string }) {
    super(`The bootstrap file ${shown}:${at.line}:${at.column} failed: ${at.failure.message}`, {
      code: "MIGRUN_BOOTSTRAP_FAILED",
      exitCode: 2,
      hint,
    });
    this.at = at;
  }
}

/**
 * Runs SQL files in a new database, statement by statement. A role that exists is not created again: roles belong
 * to all databases of a server, and the file runs in each of them.
 */
export async function runBootstrap(
  files: readonly string[],
  place: DatabasePlace,
  show: (path: string) => string,
): Promise<Result<null, BootstrapFailure>> {
  for (const file of files) {
    const read = await readSettingFile(file, "bootstrap", show);
    if (!read.ok) throw read.error;
    const sql = read.value;
    const opened = await openConnection(place);
    if (!opened.ok) return err({ file, line: 1, column: 1, failure: opened.error });
    await using connection = opened.value;
    for (const statement of sqlStatements(sql)) {
      const failure = await runStatement(connection, statement);
      if (failure !== null) return err({ file, ...positionIn(sql, statement, failure), failure });
    }
  }
  return ok(null);
}

const EXISTS: ReadonlySet<string | null> = new Set(["42710", "23505"]);

async function runStatement(
  connection: Connection,
  statement: SqlStatement,
): Promise<DatabaseFailure | null> {
  const roles = rolesCreatedIn(statement);
  try {
    const known =
      roles.length === 0
        ? []
        : await connection.query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", roles);
    if (known.length === 0) await connection.query(statement.text);
    return null;
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    // On a given server another target may have made it in between.
    return roles.length > 0 && EXISTS.has(error.failure.sqlState) ? null : error.failure;
  }
}

/** Postgres counts characters of the statement. */
function positionIn(
  sql: string,
  statement: SqlStatement,
  { position }: DatabaseFailure,
): { readonly line: number; readonly column: number } {
  const inside = [...statement.text].slice(0, Math.max((position ?? 1) - 1, 0)).join("");
  const before = (sql.slice(0, statement.from) + inside).split("\n");
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}
