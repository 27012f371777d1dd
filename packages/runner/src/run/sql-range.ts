import { type HistoryFile, MigrunError, revisionOf, type Target } from "@migrun/core";
import { findBase } from "../git/base.ts";
import { releasedIds } from "../git/released.ts";
import type { RunRequest } from "./run-request.ts";
import type { TargetHistory } from "./target-history.ts";

/** Where the SQL preview of one target begins. */
export type SqlRange =
  /** On a database that has these rows; none: base. */
  | { readonly kind: "after"; readonly rows: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** All of it. */
export const FROM_BASE: SqlRange = { kind: "after", rows: [] };

/** A start that no target knows is a mistake of the command line; one that only some know is skipped by the others. */
export function refuseUnknownStart(ranges: readonly SqlRange[]): void {
  const reasons = ranges.flatMap((range) => (range.kind === "unknown" ? [range.reason] : []));
  if (reasons.length === 0 || reasons.length < ranges.length) return;
  throw new MigrunError("--from names neither `base` nor a revision nor a commit.", {
    code: "MIGRUN_UNKNOWN_REVISION",
    exitCode: 2,
    details: [...new Set(reasons)],
    hint: "Show the ids with `alembic history`, or name a branch, tag or commit of git.",
  });
}

/** What the start of a preview is found from. */
export interface SqlRangeOptions {
  readonly request: RunRequest;
  readonly history: TargetHistory;
  readonly files: readonly HistoryFile[];
  readonly target: Target;
  readonly signal: AbortSignal;
}

/** `from` is `base`, a revision of this history (or the beginning of its id), or a git ref: then the heads it had there. */
export async function sqlRange(from: string | null, options: SqlRangeOptions): Promise<SqlRange> {
  const { request, history, files, target, signal } = options;
  if (from === null || from === "base") return FROM_BASE;
  if (history.graph.nodes.has(from)) return { kind: "after", rows: [from] };
  const matches = [...history.graph.nodes.keys()].filter((id) => id.startsWith(from));
  if (matches.length === 1) return { kind: "after", rows: matches };
  const env = request.env;
  const base = await findBase({ cwd: request.cwd, since: from, env, signal });
  if (base.kind === "none") {
    const which =
      matches.length > 1
        ? `${matches.length} revisions begin like that`
        : `no revision of ${target.name} is called so, and ${base.reason}`;
    return { kind: "unknown", reason: `--from ${from}: ${which}` };
  }
  const known = new Map(files.flatMap((file) => [[file.file, revisionOf(file)?.id ?? ""] as const]));
  const released = await releasedIds(base, target.versionLocations, { env, signal, known });
  const rows = [...released].filter((id) => {
    const node = history.graph.nodes.get(id);
    return node !== undefined && !node.allChildren.some((child) => released.has(child));
  });
  return { kind: "after", rows };
}
