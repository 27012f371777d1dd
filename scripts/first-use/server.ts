import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BenchmarkServer, startServer } from "../../benchmarks/postgres.ts";

/**
 * A server of the platform team: Postgres with the extension `orchard_grades`, which is theirs alone.
 * Stop it.
 */
export async function startPlatformServer(): Promise<BenchmarkServer> {
  return await startServer(async (native) => {
    const folder = join(native, "share", "postgresql", "extension");
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, "orchard_grades.control"),
      "comment = 'grades of fruit'\ndefault_version = '1.0'\nrelocatable = true\n",
    );
    await writeFile(
      join(folder, "orchard_grades--1.0.sql"),
      "CREATE DOMAIN grade AS text CHECK (VALUE IN ('A', 'B', 'C'));\n",
    );
  });
}
