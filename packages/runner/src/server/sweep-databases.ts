import { quoteName } from "../database/connect.ts";
import type { Connection } from "../database/connect.ts";
import { currentOwner, ownerState, parseOwner } from "./owner.ts";
import type { Owner } from "./owner.ts";
import { ownerOfRunId, RUN_ID_PATTERN } from "./run-id.ts";

const OURS = new RegExp(`^migrun_(${RUN_ID_PATTERN})_`, "u");

/** What is written on each database: whose it is, and whether `--keep` left it for somebody to look at. */
export function ownerComment(owner: Owner, runId: string, kept = false): string {
  return JSON.stringify({ migrun: 1, run: runId, ...owner, kept });
}

/**
 * Drops databases of runs on this host that are dead. Those of other hosts, of living runs, and those
 * that were kept (unless asked for) are not touched. Gives the names of what was dropped.
 */
export async function sweepDatabases(
  connection: Connection,
  major: number,
  options: { readonly kept?: boolean } = {},
): Promise<readonly string[]> {
  const rows = await connection.query<{ name: string; comment: string | null }>(
    `SELECT datname AS name, pg_catalog.shobj_description(oid, 'pg_database') AS comment
     FROM pg_catalog.pg_database WHERE left(datname, 7) = 'migrun_' ORDER BY datname`,
  );
  const self = await currentOwner();
  const dropped: string[] = [];
  for (const { name, comment } of rows) {
    const runId = OURS.exec(name)?.[1];
    if (runId === undefined) continue;
    // Killed between CREATE and COMMENT, a run has only its name to tell.
    const written = readComment(comment);
    if (written?.kept === true && options.kept !== true) continue;
    const owner = written?.owner ?? ownerOfRunId(runId, self.host);
    if (owner === null || (await ownerState(owner)) !== "dead") continue;
    await dropDatabase(connection, name, major);
    dropped.push(name);
  }
  return dropped;
}

/** Drops a database of ours, whoever is still connected to it, and even where a revision made it a template. */
export async function dropDatabase(connection: Connection, name: string, major: number): Promise<void> {
  const found = await connection.query<{ template: boolean }>(
    "SELECT datistemplate AS template FROM pg_catalog.pg_database WHERE datname = $1",
    [name],
  );
  if (found[0] === undefined) return;
  if (found[0].template) await connection.query(`ALTER DATABASE ${quoteName(name)} IS_TEMPLATE false`);
  if (major >= 13) {
    await connection.query(`DROP DATABASE IF EXISTS ${quoteName(name)} WITH (FORCE)`);
    return;
  }
  await connection.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  await connection.query(`DROP DATABASE IF EXISTS ${quoteName(name)}`);
}

function readComment(comment: string | null): { readonly owner: Owner; readonly kept: boolean } | null {
  try {
    const value = JSON.parse(comment ?? "") as { readonly kept?: unknown };
    const owner = parseOwner(value);
    return owner === null ? null : { owner, kept: value.kept === true };
  } catch {
    return null;
  }
}
