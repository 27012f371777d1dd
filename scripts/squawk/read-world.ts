import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInWorld } from "../world/run-in-world.ts";
import { ensureWorldEnvironment } from "../world/world-environment.ts";
import { readWorld } from "../world/world-package.ts";
import { type Part, partsOf } from "./world-sql.ts";

/** Offline SQL needs no server, and none tells its version: that of the embedded one. */
const DEFAULT_MAJOR = "17";

/** A history of `world/`, in SQL. */
export interface WorldHistory {
  /** `airflow/fab`. */
  readonly target: string;
  /** `optuna==5.0.0`. */
  readonly version: string;
  readonly postgres: number;
  readonly parts: readonly Part[];
}

/**
 * Every history of the folder, or of the named packages, that can be written as SQL for Postgres; why the others cannot
 * goes to stderr.
 */
export async function readWorldSql(
  root: string,
  names: readonly string[] = [],
): Promise<readonly WorldHistory[]> {
  const scratch = await mkdtemp(join(tmpdir(), "migrun-squawk-world-"));
  const histories: WorldHistory[] = [];
  try {
    for (const entry of await readWorld(join(root, "world"))) {
      if (names.length > 0 && !names.includes(entry.name)) continue;
      const environment = await ensureWorldEnvironment(entry, join(root, ".cache", "world"));
      if (environment.kind === "missing") {
        console.error(`${entry.name}: MISSING, ${environment.reason}`);
        continue;
      }
      const report = await runInWorld(entry, { ...environment, home: join(scratch, entry.name) }, "sql");
      const postgres = Number.parseInt(report.versions.postgres ?? DEFAULT_MAJOR, 10);
      for (const { name, checks } of report.targets) {
        const check = checks.find(({ id }) => id === "sql");
        const sql = check?.data["sql"];
        const target = name === entry.name ? name : `${entry.name}/${name}`;
        if (typeof sql !== "string" || sql === "" || name.endsWith("sqlite"))
          console.error(`${target}: no SQL for Postgres${check?.reason == null ? "" : `, ${check.reason}`}`);
        else histories.push({ target, version: entry.version, postgres, parts: partsOf(target, sql) });
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return histories;
}
