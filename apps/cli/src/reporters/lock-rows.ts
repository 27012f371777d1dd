import { LOCK_MODES, lockName, type LockRow, type Report, shownKey } from "@migrun/core";
import { oneLine } from "../plain-text.ts";

/** A lock that a new revision took, and whose. */
interface OwnedRow extends LockRow {
  readonly target: string;
}

/** The table of locks, as cells without markup: what every reporter shows of `checks[lint].data.locks`. */
export interface LockCells {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that are left out. */
  readonly hidden: number;
}

/**
 * The strongest lock of each new revision on each table that existed before; null where none was measured. With more
 * than `most` rows, those are left out that hurt least.
 */
export function lockCells(report: Report, most: number): LockCells | null {
  const all = report.targets.flatMap((target) => rowsOf(target));
  if (all.length === 0) return null;
  const kept = new Set(all.toSorted((a, b) => weight(b) - weight(a)).slice(0, most));
  const shown = all.filter((row) => kept.has(row));
  const has = {
    targets: report.targets.length > 1,
    work: shown.some(({ work }) => work !== null),
  };
  const pick = <T>(cells: readonly [T, T, T, T, T, T, T, T]): readonly T[] =>
    cells.filter((_, at) => (at !== 0 || has.targets) && (at !== 5 || has.work));
  return {
    titles: pick(["target", "revision", "table", "lock", "blocks", "work", "by", "held"]),
    rows: shown.map((row) =>
      pick([
        oneLine(row.target),
        oneLine(row.revision),
        oneLine(shownKey(row.table)),
        row.lock === null ? "not measured" : lockName(row.lock),
        row.blocks ?? "",
        row.work ?? "",
        row.file === null ? "" : oneLine(`${row.file}:${row.line}`),
        `${row.heldMs} ms`,
      ]),
    ),
    hidden: all.length - shown.length,
  };
}

/** What takes longer the more rows there are weighs most, then what makes more wait. */
function weight({ work, lock, blocks }: LockRow): number {
  return (
    (work !== null && blocks !== "other changes" ? 100 : 0) + (lock === null ? 0 : LOCK_MODES.indexOf(lock))
  );
}

/** What the table says, in a sentence above it. */
export const LOCKS_TITLE =
  "locks of new revisions on tables that existed before, measured on next to no rows";

function rowsOf({ name, checks }: Report["targets"][number]): readonly OwnedRow[] {
  const locks = checks.find(({ id }) => id === "lint")?.data["locks"];
  return Array.isArray(locks) ? (locks as readonly LockRow[]).map((row) => ({ ...row, target: name })) : [];
}
