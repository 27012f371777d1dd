import { buildGraph, type Target, type UpgradeProof } from "@migrun/core";
import { readHistory } from "../history/read-history.ts";
import { readLivePlace } from "../live/live-place.ts";
import { checkLiveObjects } from "../live/check-live-objects.ts";
import { judgeLive } from "../live/look-into.ts";
import { wantedVersionTable } from "../live/read-version-table.ts";
import { PATIENT, withLiveConnection } from "../live/with-live-connection.ts";

/** A live database that is at the heads of the files. */
export interface AtHead {
  readonly proof: UpgradeProof;
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
    heads,
    env,
    signal,
  }: {
    /** How many heads are declared; a list of labels is for the whole way to judge. */
    readonly heads: number | readonly string[] | null;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
  },
): Promise<AtHead | null> {
  const [place, history, versionTable] = await Promise.all([
    readLivePlace(url, { cwd: target.cwd, env }),
    readHistory(target),
    wantedVersionTable(target),
  ]);
  if (!place.ok || place.value.kind !== "postgresql" || history.needsPython.length > 0) return null;
  const graph = buildGraph(history.revisions);
  if (graph.problems.length > 0 || graph.realHeads.length === 0) return null;
  if (graph.heads.length > 1 && (typeof heads !== "number" || graph.heads.length > heads)) return null;
  const looked = await withLiveConnection(
    place.value,
    async (connection) => ({
      judged: await judgeLive(connection, { graph, versionTable }),
      faults: await checkLiveObjects(connection),
    }),
    { ...PATIENT, signal },
  );
  if (!looked.ok || !looked.value.judged.ok) return null;
  const { judged, faults } = looked.value;
  // Whose an invalid index is, the whole way tells.
  if (judged.value.verdict.state !== "at_head" || faults.invalidIndexes.length > 0) return null;
  const [first] = place.value.attempts;
  const { host = "", port = 5432 } = first?.endpoint ?? {};
  const shown = port === 5432 ? host : `${host}:${port}`;
  const unvalidatedConstraints = faults.unvalidatedConstraints.map((text) => {
    const at = text.lastIndexOf(" on ");
    return { name: text.slice(0, at), table: text.slice(at + 4) };
  });
  const rows = judged.value.verdict.current;
  const proof = { rows, atTarget: true, invalidIndexes: [], unvalidatedConstraints };
  return { proof, database: `${shown}/${first?.database ?? ""}` };
}
