import { type HistoryFile, MigrunError, revisionOf, type Target } from "@migrun/core";
import { findBase } from "../git/base.ts";
import { releasedIds } from "../git/released.ts";
import type { RunRequest } from "./run-request.ts";
import type { TargetHistory } from "./target-history.ts";

/**
 * Where the SQL preview of one target begins: null for base, else a revision. `from` is `base`, a
 * revision of this history, or a git ref: then the heads that the history had there.
 */
export async function sqlFrom(
  from: string | null,
  { request, history, files, target, signal }: SqlRangeOptions,
): Promise<string | null> {
  if (from === null || from === "base") return null;
  if (history.graph.nodes.has(from)) return from;
  const matches = [...history.graph.nodes.keys()].filter((id) => id.startsWith(from));
  if (matches.length === 1 && matches[0] !== undefined) return matches[0];
  const env = request.env as NodeJS.ProcessEnv;
  const base = await findBase({ cwd: request.cwd, since: from, env, signal });
  if (base.kind === "none") throw unknownStart(from, target, matches, base.reason);
  const known = new Map(files.flatMap((file) => [[file.file, revisionOf(file)?.id ?? ""] as const]));
  const released = await releasedIds(base, target.versionLocations, { env, signal, known });
  const heads = [...released].filter((id) => {
    const node = history.graph.nodes.get(id);
    return node !== undefined && !node.children.some((child) => released.has(child));
  });
  if (heads.length <= 1) return heads[0] ?? null;
  throw unknownStart(from, target, heads, `the history had ${heads.length} heads there`);
}

/** What the start of a preview is found from. */
export interface SqlRangeOptions {
  readonly request: RunRequest;
  readonly history: TargetHistory;
  readonly files: readonly HistoryFile[];
  readonly target: Target;
  readonly signal: AbortSignal;
}

function unknownStart(
  from: string,
  target: Target,
  candidates: readonly string[],
  reason: string,
): MigrunError {
  return new MigrunError(
    `--from ${from} is neither \`base\` nor one revision of ${target.name} nor a commit: ${reason}.`,
    {
      code: "MIGRUN_UNKNOWN_REVISION",
      exitCode: 2,
      hint:
        candidates.length > 0
          ? `Name one of: ${candidates.slice(0, 8).join(", ")}.`
          : `List them with \`migrun heads ${target.name}\`.`,
    },
  );
}
