import { randomBytes } from "node:crypto";
import type { Endpoint } from "../bridge/protocol.ts";
import { type Connection, quoteName, quoteText } from "../database/connect.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** What drivers demand of a server that speaks SCRAM with them; Postgres' own default. */
const USUAL_ITERATIONS = 4096;

/** Makes a role that may log in and is nothing more, and gives the way to connect as it. Throws `StatementError`. */
export async function createOwnerRole(
  admin: Connection,
  server: Endpoint,
  { name, comment }: { readonly name: string; readonly comment: string | null },
): Promise<Endpoint> {
  const password = randomBytes(16).toString("hex");
  const role = quoteName(name);
  const secret = quoteText(scramVerifier(password, USUAL_ITERATIONS));
  await admin.query(`CREATE ROLE ${role} NOSUPERUSER NOCREATEDB NOCREATEROLE LOGIN PASSWORD ${secret}`);
  if (comment !== null) await admin.query(`COMMENT ON ROLE ${role} IS ${quoteText(comment)}`);
  return { ...server, user: name, password };
}

/**
 * Gives a database to a role, so that it can do there what an owner can. `database`: a connection to that
 * database itself, by whoever made it.
 */
export async function giveDatabase(
  database: Connection,
  { name, owner, major }: { readonly name: string; readonly owner: string; readonly major: number },
): Promise<void> {
  const role = quoteName(owner);
  await database.query(`GRANT ${role} TO CURRENT_USER`);
  await database.query(`ALTER DATABASE ${quoteName(name)} OWNER TO ${role}`);
  // Since 15 the schema belongs to pg_database_owner, which is the owner of the database, whoever that is.
  if (major >= 15) return;
  const [me] = await database.query<{ may: boolean }>(
    "SELECT rolsuper AS may FROM pg_catalog.pg_roles WHERE rolname = current_user",
  );
  // Who is no superuser cannot give it away; everybody may make objects in it there.
  if (me?.may === true) await database.query(`ALTER SCHEMA public OWNER TO ${role}`);
}
