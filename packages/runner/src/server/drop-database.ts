import { quoteName } from "../database/connect.ts";

/** Drops a database with whoever is connected to it. Postgres 13 and later. */
export function dropStatement(name: string): string {
  return `DROP DATABASE IF EXISTS ${quoteName(name)} WITH (FORCE)`;
}
