import type { RevisionGraph } from "../graph/graph.ts";
import { resolvePlace } from "../graph/paths.ts";
import { err, ok, type Result } from "../result.ts";
import { nearest } from "../text/nearest.ts";

/**
 * The revision that `roundtrip.floor` names, in any form that Alembic takes (see `resolvePlace`); null for base.
 * An error says in words why it names none.
 */
export function findFloor(declared: string | null, graph: RevisionGraph): Result<string | null, string> {
  if (declared === null || declared === "base") return ok(null);
  const found = resolvePlace(graph, declared);
  if (found.ok && found.value.length < 2) return ok(found.value[0] ?? null);
  if (found.ok) return err(`it means ${found.value.join(" and ")}`);
  const { error } = found;
  if (error.kind === "ambiguous-id") return err(`it may mean ${error.candidates.join(" or ")}`);
  if (error.kind === "multiple-heads") return err(`it may mean ${error.heads.join(" or ")}`);
  if (error.kind === "walked-too-far") return err("the history has not that many revisions");
  const near = nearest(declared, [...graph.labels.keys(), ...graph.nodes.keys()]);
  return err(`no revision has this id or branch label${near === null ? "" : ` (did you mean "${near}"?)`}`);
}
