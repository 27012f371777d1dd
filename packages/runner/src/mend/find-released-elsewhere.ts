import { relative } from "node:path";
import { ancestorsOf, type RevisionGraph, type RevisionId } from "@migrun/core";
import { git } from "../git/git.ts";
import { type LiveSurroundings, readLivePlace } from "../live/live-place.ts";
import { readAllVersionTables } from "../live/read-version-table.ts";
import { PATIENT, withLiveConnection } from "../live/with-live-connection.ts";

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

/**
 * The revisions of a history that a live Postgres has: read-only, from every table that has a column
 * `version_num`, whatever env.py calls its version table.
 */
export async function appliedInLive(
  url: string,
  graph: RevisionGraph,
  around: LiveSurroundings & { readonly signal: AbortSignal },
): Promise<LiveLook> {
  const place = await readLivePlace(url, around);
  if (!place.ok) return { kind: "unreachable", reason: place.error.message };
  if (place.value.kind !== "postgresql")
    return { kind: "unreachable", reason: "only Postgres can be looked into" };
  const limits = { ...PATIENT, signal: around.signal };
  const tables = await withLiveConnection(place.value, readAllVersionTables, limits);
  if (!tables.ok) return { kind: "unreachable", reason: tables.error.message };
  return {
    kind: "applied",
    ids: ancestorsOf(
      graph,
      tables.value.flatMap(({ rows }) => rows),
    ),
  };
}
