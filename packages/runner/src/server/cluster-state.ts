import type { Connection } from "../database/connect.ts";

/** What is shared by all databases of a server, one line per thing: roles, memberships, settings, databases, … */
export type ClusterState = readonly string[];

// Sorted lines; passwords only as a digest. `to_jsonb` because columns differ between majors.
const COMMON = [
  `SELECT 'membership: ' || r.rolname || ' to ' || m.rolname || ' ' ||
     (to_jsonb(a) - 'oid' - 'roleid' - 'member' - 'grantor')::text AS line
   FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles r ON r.oid = a.roleid JOIN pg_catalog.pg_roles m ON m.oid = a.member`,
  `SELECT 'setting: ' || coalesce(d.datname, '*') || ' ' || coalesce(r.rolname, '*') || ' ' || s.setconfig::text
   FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
     LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole`,
  `SELECT 'tablespace: ' || t.spcname || ' ' || coalesce(t.spcacl::text, '') || ' ' || coalesce(t.spcoptions::text, '')
   FROM pg_catalog.pg_tablespace t`,
];

const EVERYTHING = [
  `SELECT 'role: ' || a.rolname || ' ' || md5((to_jsonb(a) - 'oid')::text) || ' ' ||
     coalesce(pg_catalog.shobj_description(a.oid, 'pg_authid'), '')
   FROM pg_catalog.pg_authid a`,
  ...COMMON,
  `SELECT 'database: ' || d.datname || ' ' || concat_ws(' ', d.datistemplate, d.datallowconn, d.datconnlimit, d.dattablespace,
     d.datdba, d.datacl) FROM pg_catalog.pg_database d`,
  `SELECT 'server setting: ' || name || ' ' || coalesce(setting, '') FROM pg_catalog.pg_file_settings`,
  `SELECT 'slot: ' || slot_name FROM pg_catalog.pg_replication_slots`,
  `SELECT 'origin: ' || roname FROM pg_catalog.pg_replication_origin`,
  `SELECT 'subscription: ' || subname FROM pg_catalog.pg_subscription`,
  `SELECT 'prepared transaction: ' || gid FROM pg_catalog.pg_prepared_xacts`,
];

const VISIBLE = [
  `SELECT 'role: ' || r.rolname || ' ' || (to_jsonb(r) - 'oid' - 'rolconfig' - 'rolpassword')::text AS line FROM pg_catalog.pg_roles r`,
  ...COMMON,
];

/** Everything that is not in one database, of a private cluster: needs its superuser. */
export async function readClusterState(connection: Connection, major: number): Promise<ClusterState> {
  const parameters = `SELECT 'parameter: ' || parname || ' ' || paracl::text FROM pg_catalog.pg_parameter_acl`;
  return await read(connection, major >= 15 ? [...EVERYTHING, parameters] : EVERYTHING);
}

/** Roles, memberships, settings and tablespaces of a given server, as far as any role can see them. */
export async function readVisibleState(connection: Connection): Promise<ClusterState> {
  return await read(connection, VISIBLE);
}

async function read(connection: Connection, selects: readonly string[]): Promise<ClusterState> {
  const rows = await connection.rows(selects.join("\nUNION ALL\n"));
  return rows.map(([line]) => String(line)).sort();
}

/** Lines of each side that the other has not. */
export function compareStates(
  before: ClusterState,
  after: ClusterState,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const [old, fresh] = [new Set(before), new Set(after)];
  return {
    added: after.filter((line) => !old.has(line)),
    removed: before.filter((line) => !fresh.has(line)),
  };
}
