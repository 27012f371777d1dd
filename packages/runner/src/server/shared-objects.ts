import { quoteName, StatementError } from "../database/connect.ts";
import type { Connection } from "../database/connect.ts";
import { compareStates } from "./cluster-state.ts";
import type { ClusterState } from "./cluster-state.ts";

/**
 * Whether a server is nobody's but this run's: no databases but those that every server has, the one
 * connected to, and the run's own; and nothing in the one connected to. Only there may roles be
 * removed again: elsewhere, one that appeared meanwhile may be anybody's.
 */
export async function isScratchServer(connection: Connection, runId: string): Promise<boolean> {
  const [row] = await connection.query<{ scratch: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE NOT datistemplate
         AND datname NOT IN ('postgres', current_database()) AND NOT starts_with(datname, $1))
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, 'pg_')
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
             AND d.objid = c.oid AND d.deptype = 'e')) AS scratch`,
    [`migrun_${runId}_`],
  );
  return row?.scratch === true;
}

/**
 * Drops the roles that were not there before, but `kept` ones, with their settings and memberships. Postgres
 * refuses where anything still depends on one; that is left, as is every other change.
 */
export async function dropNewRoles(
  connection: Connection,
  before: ClusterState,
  kept: readonly string[] = [],
): Promise<void> {
  const known = new Set([...kept, ...before.filter(isRole).map(roleOf)]);
  const roles = await connection.query<{ name: string }>("SELECT rolname AS name FROM pg_catalog.pg_roles");
  for (const { name: role } of roles) {
    if (known.has(role)) continue;
    try {
      await connection.query(`DROP ROLE ${quoteName(role)}`);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
    }
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

// Of `role: reporting {"rolname": …}`, the name says enough.
const shorten = (line: string): string => line.replace(/ \{"rol.*$/u, "");
const isRole = (line: string): boolean => line.startsWith("role: ");
// Of a private cluster a digest follows the name, of a given server the attributes.
const roleOf = (line: string): string =>
  line.slice("role: ".length).replace(/ (?:\{"rol|[0-9a-f]{32} ).*$/su, "");
