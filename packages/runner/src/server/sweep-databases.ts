import { quoteName, StatementError } from "../database/connect.ts";
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
  const rows = await connection.query<LeftRow>(
    `SELECT datname AS name, pg_catalog.shobj_description(oid, 'pg_database') AS comment
     FROM pg_catalog.pg_database WHERE left(datname, 7) = 'migrun_' ORDER BY datname`,
  );
  const dropped: string[] = [];
  for (const row of rows) {
    if (!(await isLeftBehind(row, options.kept === true))) continue;
    await dropDatabase(connection, row.name, major);
    dropped.push(row.name);
  }
  await sweepRoles(connection);
  return dropped;
}

/** Roles that owned such databases; one whose database was kept still owns it, and stays. */
async function sweepRoles(connection: Connection): Promise<void> {
  const rows = await connection.query<LeftRow>(
    `SELECT r.rolname AS name, pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment FROM pg_catalog.pg_roles r
     WHERE left(r.rolname, 7) = 'migrun_' AND NOT EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datdba = r.oid)`,
  );
  for (const row of rows) if (await isLeftBehind(row, true)) await dropRole(connection, row.name);
}

interface LeftRow extends Record<string, unknown> {
  readonly name: string;
  readonly comment: string | null;
}

/** Is it of a dead run of this host, and not kept for somebody? */
async function isLeftBehind({ name, comment }: LeftRow, keptToo: boolean): Promise<boolean> {
  const runId = OURS.exec(name)?.[1];
  if (runId === undefined) return false;
  // Killed between CREATE and COMMENT, a run has only its name to tell.
  const written = readComment(comment);
  if (written?.kept === true && !keptToo) return false;
  const owner = written?.owner ?? ownerOfRunId(runId, (await currentOwner()).host);
  return owner !== null && (await ownerState(owner)) === "dead";
}

/** Drops a role of ours; where something still depends on it, it stays. */
export async function dropRole(connection: Connection, name: string): Promise<void> {
  try {
    await connection.query(`DROP ROLE IF EXISTS ${quoteName(name)}`);
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
  }
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
