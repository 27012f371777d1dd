/**
 * Squawk and migrun side by side; npx fetches squawk.
 *
 * `pnpm compare:squawk`: on every vector, in seconds; writes docs/squawk.md.
 *
 * `pnpm compare:squawk --world`: on the histories of `world/` too, as `pnpm test:world` installs them, so it needs a package
 * index, the Pythons that they want and the built command (`pnpm build`): some ten minutes the first time, then two. Writes
 * docs/squawk-world.md. With names (`--world optuna quetz`) it takes only those, and prints the page instead.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SQL_RULES } from "../packages/core/src/rules/sql-rules.ts";
import { judgeVector, SQL_VECTORS } from "../packages/core/src/rules/sql-vectors.test-data.ts";
import { renderComparison } from "./squawk/compare.ts";
import { judgeHistory } from "./squawk/judge-world.ts";
import { readWorldSql, type WorldHistory } from "./squawk/read-world.ts";
import { type ComparedHistory, renderSquawkWorld } from "./squawk/render-squawk-world.ts";
import { runSquawk, SQUAWK_VERSION } from "./squawk/run-squawk.ts";

const root = join(import.meta.dirname, "..");
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { world: { type: "boolean", default: false } },
});
const squawk = await runSquawk(
  SQL_VECTORS.map(({ id, sql, autocommit, pg, assume }) => ({
    name: id,
    inTransaction: !autocommit,
    postgres: pg,
    statements: [
      ...(assume?.lock_timeout === false ? [] : ["SET lock_timeout = '3s'"]),
      ...(assume?.statement_timeout === false ? [] : ["SET statement_timeout = '10min'"]),
      ...sql,
    ],
  })),
);

const compared = SQL_VECTORS.map((vector) => ({
  id: vector.id,
  fires: vector.fires,
  not: vector.not,
  migrun: judgeVector(vector),
  squawk: new Set((squawk.get(vector.id) ?? []).map(({ rule }) => rule)),
}));
const built = new Set(SQL_RULES.map(({ code }) => code as string));
await writeFile(
  join(root, "docs", "squawk.md"),
  renderComparison(compared, { built, version: SQUAWK_VERSION }),
);

if (flags.world) {
  const histories = await readWorldSql(root, positionals);
  const all: ComparedHistory[] = [];
  for (const history of histories) all.push(await compareHistory(history));
  const page = renderSquawkWorld(all, SQUAWK_VERSION);
  if (positionals.length > 0) console.log(page);
  else await writeFile(join(root, "docs", "squawk-world.md"), page);
}

async function compareHistory(history: WorldHistory): Promise<ComparedHistory> {
  const files = history.parts.map(({ name, inTransaction, statements: all }) => ({
    name,
    inTransaction,
    postgres: history.postgres,
    statements: all.map(({ sql }) => sql),
  }));
  return { history, judged: judgeHistory(history, await runSquawk(files)) };
}
