import { MigrunError, parseCatalog } from "@migrun/core";
import type { Catalog, CatalogOptions } from "@migrun/core";
import type { Endpoint } from "../bridge/protocol.ts";
import { withConnection } from "../database/connect.ts";
import { SNAPSHOT_SQL } from "./snapshot-sql.ts";

/**
 * Reads what a Postgres database consists of, on a connection of its own, so that only committed work
 * is seen. Throws a `MigrunError` (exit 3) when the server cannot be asked.
 */
export async function readCatalog(
  endpoint: Endpoint,
  database: string,
  options: CatalogOptions = {},
): Promise<Catalog> {
  const rows = await withConnection({ endpoint, database }, (connection) => connection.rows(SNAPSHOT_SQL));
  if (!rows.ok) {
    throw new MigrunError(`The catalog of the isolated database ${database} could not be read.`, {
      code: "MIGRUN_CATALOG_UNREADABLE",
      exitCode: 3,
      details: [rows.error.message],
    });
  }
  const catalog = parseCatalog(rows.value, options);
  if (!catalog.ok) throw new Error(`Internal error: ${catalog.error}`);
  return catalog.value;
}
