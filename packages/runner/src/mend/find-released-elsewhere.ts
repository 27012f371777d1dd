import { relative } from "node:path";
import { ancestorsOf, parseDatabaseUrl, type RevisionGraph, type RevisionId } from "@migrun/core";
import { quoteName, withConnection } from "../database/connect.ts";
import { git } from "../git/git.ts";
import { parseServerUrl } from "../server/parse-server-url.ts";

/** A revision that is out in the world already, and where. */
export interface ReleasedElsewhere {
  readonly file: string;
  /** `the tag v1.2`, `the live database`. */
  readonly where: string;
}

/** Revisions of a tag: whoever has deployed it may have run them. Files are absolute. */
export async function filesInTags(
  files: readonly string[],
  options: { readonly root: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<readonly ReleasedElsewhere[]> {
  const ask = (args: readonly string[]): Promise<string | null> =>
    git(args, { ...options, cwd: options.root });
  if (((await ask(["tag", "--list"])) ?? "").trim() === "") return [];
  const found: ReleasedElsewhere[] = [];
  for (const file of files) {
    const path = relative(options.root, file).replaceAll("\\", "/");
    const commit = (await ask(["log", "--tags", "--diff-filter=A", "--format=%H", "-1", "--", path]))?.trim();
    if (!commit) continue;
    const tags = (await ask(["tag", "--contains", commit, "--sort=creatordate"])) ?? "";
    found.push({ file, where: `the tag ${tags.split("\n")[0]}` });
  }
  return found;
}

/** What a look into the live database said. */
export type LiveLook =
  | { readonly kind: "applied"; readonly ids: ReadonlySet<RevisionId> }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Limits of the look. Milliseconds. */
const LIMITS = { connectTimeoutMs: 10_000, queryTimeoutMs: 10_000 };

/**
 * The revisions of a history that a live database has: read-only, from every table that has a column
 * `version_num`, whatever env.py calls its version table.
 */
export async function appliedInLive(url: string, graph: RevisionGraph): Promise<LiveLook> {
  if (parseDatabaseUrl(url)?.dialect !== "postgresql")
    return { kind: "unreachable", reason: "only Postgres can be looked into" };
  const place = await parseServerUrl(url);
  if (!place.ok) return { kind: "unreachable", reason: "its URL cannot be read" };
  const rows = await withConnection(
    place.value,
    async (connection) => {
      await connection.query("SET default_transaction_read_only = on");
      const tables = await connection.query<{ schema: string; name: string }>(VERSION_TABLES);
      const all: string[] = [];
      for (const { schema, name } of tables) {
        const table = `${quoteName(schema)}.${quoteName(name)}`;
        const found = await connection.query<{ id: string }>(`SELECT version_num::text AS id FROM ${table}`);
        all.push(...found.map((row) => row.id));
      }
      return all;
    },
    LIMITS,
  );
  if (!rows.ok) return { kind: "unreachable", reason: rows.error.message };
  return { kind: "applied", ids: ancestorsOf(graph, rows.value) };
}

const VERSION_TABLES = `
SELECT n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attname = 'version_num' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
  AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
ORDER BY 1, 2`;
