import type { EngineRun } from "../bridge/protocol.ts";
import { quoteName, withConnection } from "../database/connect.ts";
import type { CheckContext } from "./check-context.ts";

/**
 * The rows of the version table as a fresh connection sees them. A missing table has no rows.
 * On SQLite env.py itself is asked with nothing to do: its connection is a fresh one too.
 */
export async function readVersionRows(context: CheckContext, run: EngineRun): Promise<readonly string[]> {
  const { server } = context.databases;
  if (run.dialect !== "postgresql" || server === null || run.database === null)
    return await askAgain(context, run);
  const table = [run.versionTableSchema, run.versionTable]
    .filter((part) => part !== null)
    .map(quoteName)
    .join(".");
  const rows = await withConnection(
    { endpoint: server.endpoint, database: run.database },
    async (connection) => {
      const [found] = await connection.query("SELECT to_regclass($1) IS NOT NULL AS found", [table]);
      return found?.["found"] === true ? await connection.query(`SELECT version_num FROM ${table}`) : [];
    },
  );
  return rows.ok ? rows.value.map((row) => String(row["version_num"])) : [];
}

async function askAgain(context: CheckContext, run: EngineRun): Promise<readonly string[]> {
  const answer = await context.bridge.request(
    "upgrade",
    { to: "heads", record: false, snapshotSql: null, dryRun: true },
    context.request,
  );
  if (!answer.ok) return [];
  return answer.value.runs.find((one) => one.engineName === run.engineName)?.rowsBefore ?? [];
}
