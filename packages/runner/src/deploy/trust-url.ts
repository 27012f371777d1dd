import { buildGraph, type Target } from "@migrun/core";
import { readHistory } from "../history/read-history.ts";
import { readLivePlace } from "../live/live-place.ts";
import { lookInto } from "../live/look-into.ts";
import { wantedVersionTable } from "../live/read-version-table.ts";
import { PATIENT } from "../live/with-live-connection.ts";

/** The rows of a live database that is at the heads of the files. */
export interface AtHead {
  readonly rows: readonly string[];
  readonly database: string;
}

/**
 * Whether a database is at the heads of the files, told by its URL and the files alone: no Python, no lock, one
 * read-only look. Null wherever that cannot be said for certain; whoever asks then goes the whole way.
 */
export async function isAtHeadByUrl(
  target: Target,
  url: string,
  {
    env,
    signal,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<AtHead | null> {
  const [place, history, versionTable] = await Promise.all([
    readLivePlace(url, { cwd: target.cwd, env }),
    readHistory(target),
    wantedVersionTable(target),
  ]);
  if (!place.ok || place.value.kind !== "postgresql" || history.needsPython.length > 0) return null;
  const graph = buildGraph(history.revisions);
  if (graph.problems.length > 0 || graph.realHeads.length === 0) return null;
  const looked = await lookInto(place.value, { graph, versionTable }, { ...PATIENT, signal });
  if (!looked.ok || looked.value.verdict.state !== "at_head") return null;
  const [first] = place.value.attempts;
  const { host = "", port = 5432 } = first?.endpoint ?? {};
  const shown = port === 5432 ? host : `${host}:${port}`;
  return { rows: looked.value.verdict.current, database: `${shown}/${first?.database ?? ""}` };
}
