import {
  type HistoryFile,
  MigrunError,
  type PathProblem,
  resolvePlace,
  revisionOf,
  type RevisionGraph,
  type Target,
} from "@migrun/core";
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

/**
 * `from` is a revision in any form that Alembic takes (`resolvePlace`), or a git ref: then the heads that the history had there. A ref
 * is asked for before the beginning of a label, since `main` is one more often than the other.
 */
export async function sqlRange(from: string | null, options: SqlRangeOptions): Promise<SqlRange> {
  const { request, history, files, target, signal } = options;
  if (from === null || from === "base") return FROM_BASE;
  const place = resolvePlace(history.graph, from);
  const [row] = place.ok ? place.value : [];
  const isLabelCut = row !== undefined && /^\w+$/u.test(from) && isBeginningOfLabel(from, row, history.graph);
  if (place.ok && !isLabelCut) return { kind: "after", rows: place.value };
  const env = request.env;
  const base = await findBase({ cwd: request.cwd, since: from, env, signal });
  if (base.kind === "none") {
    if (place.ok) return { kind: "after", rows: place.value };
    return {
      kind: "unknown",
      reason: `--from ${from}: ${whyNone(place.error, { target, noRef: base.reason })}`,
    };
  }
  const known = new Map(files.flatMap((file) => [[file.file, revisionOf(file)?.id ?? ""] as const]));
  const released = await releasedIds(base, target.versionLocations, { env, signal, known });
  const rows = [...released].filter((id) => {
    const node = history.graph.nodes.get(id);
    return node !== undefined && !node.allChildren.some((child) => released.has(child));
  });
  return { kind: "after", rows };
}

function isBeginningOfLabel(from: string, id: string, { nodes, labels }: RevisionGraph): boolean {
  return !id.startsWith(from) && !labels.has(from) && nodes.has(id) && from !== "head" && from !== "heads";
}

function whyNone(
  problem: PathProblem,
  { target, noRef }: { readonly target: Target; readonly noRef: string },
): string {
  switch (problem.kind) {
    case "ambiguous-id":
      return `${problem.candidates.length} revisions or labels begin like that: ${problem.candidates.join(", ")}`;
    case "multiple-heads":
      return `${target.name} has several heads: ${problem.heads.join(", ")}`;
    case "walked-too-far":
      return `${target.name} has not that many revisions`;
    case "ambiguous-walk":
      return `${problem.at ?? "base"} leads to several revisions: ${problem.choices.join(", ")}`;
    case "not-in-branch":
      return `${problem.id} is not on the branch ${problem.branch}`;
    default:
      return `no revision of ${target.name} is called so, and ${noRef}`;
  }
}
