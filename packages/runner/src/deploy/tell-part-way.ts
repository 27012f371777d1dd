import type { UpgradeProblem, UpgradeTarget } from "@migrun/core";
import type { DeployRecord } from "./deploy-record.ts";

/** As many statements of a revision are shown. */
const SHOWN = 10;

/**
 * What is said of revisions of which a part is there: what they have committed, as far as it was seen, and that running
 * them again would do it again. Only those that committed in their middle; where nobody could look, nothing is known.
 */
export function tellPartWay(
  { problem, revisions }: Pick<UpgradeTarget, "problem" | "revisions">,
  { unsafe, kept }: Pick<DeployRecord, "unsafe" | "kept">,
): { readonly problem: UpgradeProblem | null; readonly notes: readonly string[] } {
  const parts = revisions.filter(({ id, state }) => state === "unknown" && unsafe.includes(id));
  if (problem === null || parts.length === 0) return { problem, notes: [] };
  const ids = [...new Set(parts.map(({ id }) => id))];
  const notes = ids.flatMap((id) => keptNotes(id, kept.get(id) ?? []));
  const names = ids.join(", ");
  const why = /^(?:55P03|40P01|40001)$/u.test(problem.sqlState ?? "")
    ? "What was in the way may be gone"
    : "Mend what failed";
  const first = problem.kind === "stopped" || problem.kind === "process-ended" ? `${problem.hint}\n` : "";
  const hint = `${first}A part of revision ${names} is there: running it again would do that again. Take it back by hand, or let the revision meet it (IF NOT EXISTS, ON CONFLICT). ${why}; then run the command again.`;
  return { problem: { ...problem, hint }, notes };
}

function keptNotes(id: string, statements: readonly string[]): readonly string[] {
  if (statements.length === 0)
    return [`revision ${id} left its transaction; no statement of it is known to be committed`];
  const more = statements.length > SHOWN ? [`revision ${id} committed more than these`] : [];
  return [
    ...statements
      .slice(0, SHOWN)
      .map((statement) => `revision ${id} has committed, and it stays: ${oneLine(statement)}`),
    ...more,
  ];
}

function oneLine(statement: string): string {
  const text = statement.replaceAll(/\s+/gu, " ").trim();
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}
