import type { RevisionGraph } from "../graph/graph.ts";
import { err, ok, type Result } from "../result.ts";
import { nearest } from "../text/nearest.ts";

/**
 * The revision that `roundtrip.floor` names: by its id, the beginning of its id, or a branch label, as
 * Alembic reads them; null for base. An error says in words why it names none.
 */
export function findFloor(declared: string | null, graph: RevisionGraph): Result<string | null, string> {
  if (declared === null || declared === "base") return ok(null);
  if (graph.nodes.has(declared)) return ok(declared);
  const labelled = graph.labels.get(declared);
  if (labelled !== undefined) return ok(labelled);
  const ids = [...graph.nodes.keys()];
  const [first, ...others] = declared === "" ? [] : ids.filter((id) => id.startsWith(declared));
  if (first !== undefined && others.length === 0) return ok(first);
  if (first !== undefined) return err(`it may mean ${[first, ...others].join(" or ")}`);
  const near = nearest(declared, [...graph.labels.keys(), ...ids]);
  return err(`no revision has this id or branch label${near === null ? "" : ` (did you mean "${near}"?)`}`);
}
