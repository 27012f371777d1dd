import { join } from "node:path";
import {
  expectedRows,
  type GraphProblem,
  type HistoryFile,
  revisionOf,
  type RevisionGraph,
  type SourcePlace,
  type Target,
  upgradeOrder,
} from "@migrun/core";

/** What the checks of a target ask its history. */
export interface TargetHistory {
  readonly graph: RevisionGraph;
  /** Absolute path of env.py. */
  readonly envFile: string;
  /** Rows of the version table after `upgrade heads`. */
  readonly expectedRows: readonly string[];
  /** The file of a revision; null for none and for an unknown id. */
  fileOf(revision: string | null): string | null;
  /** Where a function of a revision begins; the first line where the text does not tell. */
  placeOf(revision: string, step: "upgrade" | "downgrade"): SourcePlace | null;
  /** Where and why `downgrade` refuses: it raises at its top level, see `raiseOf`. Null: it does not, or the text does not tell. */
  refusalOf(revision: string): Refusal | null;
  /** False only where the text shows that there is none. */
  hasDowngrade(revision: string): boolean;
  /** Revisions that `upgrade heads` would run on a database with these rows (none: empty), in order. */
  revisionsAfter(rows: readonly string[]): readonly string[];
}

/** A `downgrade` that raises on purpose: there is no way back from its revision. */
export interface Refusal extends SourcePlace {
  readonly exception: string;
  /** Null: it gives none. */
  readonly reason: string | null;
}

/** The history of a target as its files tell it. */
export function createTargetHistory(
  target: Target,
  files: readonly HistoryFile[],
  graph: RevisionGraph,
): TargetHistory {
  const byId = new Map(
    files.flatMap((file) => {
      const revision = revisionOf(file);
      return revision === null ? [] : [[revision.id, { file: file.file, parsed: file.parsed }] as const];
    }),
  );
  return {
    graph,
    envFile: join(target.scriptDirectory ?? target.cwd, "env.py"),
    expectedRows: isRunnable(graph) ? expectedRows(graph) : [],
    fileOf: (revision) => (revision === null ? null : (byId.get(revision)?.file ?? null)),
    placeOf: (revision, step) => {
      const known = byId.get(revision);
      if (known === undefined) return null;
      const found = known.parsed.kind === "not-readable" ? null : (known.parsed.shape?.[step] ?? null);
      return { file: known.file, line: found === null || found.kind === "absent" ? 1 : found.line };
    },
    refusalOf: (revision) => {
      const known = byId.get(revision);
      const downgrade = known?.parsed.kind === "not-readable" ? null : known?.parsed.shape?.downgrade;
      if (known === undefined || downgrade?.kind !== "function" || downgrade.raises === null) return null;
      return { file: known.file, ...downgrade.raises };
    },
    hasDowngrade: (revision) => {
      const parsed = byId.get(revision)?.parsed;
      return parsed?.kind !== "revision" || parsed.shape?.downgrade.kind !== "absent";
    },
    revisionsAfter: (rows) => {
      const order = upgradeOrder(
        graph,
        graph.realHeads,
        rows.filter((row) => graph.nodes.has(row)),
      );
      return order.ok ? order.value : [];
    },
  };
}

/** Problems that Alembic itself stumbles over: with any of them nothing can be run. Several heads are not among them. */
export function isRunnable(graph: RevisionGraph): boolean {
  return !graph.problems.some((problem: GraphProblem) => problem.kind !== "illegal-character");
}
