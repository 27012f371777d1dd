import { quoteName, StatementError } from "../database/connect.ts";
import type { Connection } from "../database/connect.ts";
import { compareStates, readVisibleState } from "./cluster-state.ts";
import type { ClusterState } from "./cluster-state.ts";

/**
 * Whether a server is nobody's but ours: nothing but the databases that every server has, and ours.
 * Only there may roles be removed again: elsewhere, one that appeared meanwhile may be anybody's.
 */
export async function isScratchServer(connection: Connection, connectedTo: string): Promise<boolean> {
  const rows = await connection.query<{ name: string }>(
    `SELECT datname AS name FROM pg_catalog.pg_database WHERE NOT datistemplate AND datname <> 'postgres'
     AND left(datname, 7) <> 'migrun_'`,
  );
  return rows.every(({ name }) => name === connectedTo);
}

/**
 * Brings roles and their settings back to what they were, where that can be done safely: new roles
 * are dropped (Postgres refuses if anything still depends on them), new settings of roles reset.
 */
export async function restoreSharedObjects(connection: Connection, before: ClusterState): Promise<void> {
  const { added } = compareStates(before, await readVisibleState(connection));
  const known = new Set(before.filter((line) => line.startsWith("role: ")).map(roleOf));
  for (const role of added.filter((line) => line.startsWith("role: ")).map(roleOf)) {
    if (known.has(role)) continue;
    await attempt(connection, `DROP OWNED BY ${quoteName(role)}`);
    await attempt(connection, `DROP ROLE ${quoteName(role)}`);
  }
}

/** What differs from before on a server, in words. */
export function describeLeftovers(before: ClusterState, after: ClusterState): readonly string[] {
  const { added, removed } = compareStates(before, after);
  return [
    ...added.map((line) => `now there: ${shorten(line)}`),
    ...removed.map((line) => `was there: ${shorten(line)}`),
  ];
}

// `role: reporting {"rolname": …}`: names with blanks are rare enough in a report to be cut.
const shorten = (line: string): string => line.replace(/ \{".*$/u, "");
const roleOf = (line: string): string => line.slice("role: ".length, line.indexOf(' {"'));

async function attempt(connection: Connection, sql: string): Promise<void> {
  try {
    await connection.query(sql);
  } catch (error) {
    // What cannot be restored is reported as a leftover.
    if (!(error instanceof StatementError)) throw error;
  }
}
