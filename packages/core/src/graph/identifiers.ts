import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";
import { ancestorsOf, descendantsOf } from "./lineage.ts";
import { labelsByRevision } from "./labels.ts";
import { walk } from "./walk.ts";
import type { AmbiguousWalk } from "./walk.ts";

/** Why an identifier on a command line names no revision, or not one alone. */
export type IdentifierProblem =
  /** `head` (or `label@head`) where there are several. */
  | { readonly kind: "multiple-heads"; readonly argument: string; readonly heads: readonly RevisionId[] }
  /** Neither an id or label, nor the beginning of one of at least four characters. */
  | { readonly kind: "unknown-revision"; readonly id: string }
  /** The part before `@` is neither a label nor a revision. */
  | { readonly kind: "unknown-branch"; readonly branch: string }
  /** The beginning of several ids or labels. */
  | { readonly kind: "ambiguous-id"; readonly id: string; readonly candidates: readonly string[] }
  /** `branch@id` with a revision that stands neither above nor below the branch by `down_revision`. */
  | { readonly kind: "not-in-branch"; readonly id: RevisionId; readonly branch: string }
  | AmbiguousWalk
  /** More steps than there are revisions. */
  | { readonly kind: "walked-too-far"; readonly argument: string };

/**
 * The revisions that an identifier stands for, as `alembic show` and the targets of `upgrade` take it: `heads` (the
 * real heads), `head`, `base` (none), an id or label, the beginning of one, each also as `branch@…`, and
 * `-N` (down from the heads). Null stands for base.
 */
export function resolveRevisions(
  graph: RevisionGraph,
  identifier: string,
): Result<readonly (RevisionId | null)[], IdentifierProblem> {
  const named = namesIn(graph, identifier);
  if (!named.ok) return named;
  const { ids, branch } = named.value;
  const steps = ids.length === 1 ? Number(/^\s*(-\d+)\s*$/.exec(ids[0] ?? "")?.[1]) : Number.NaN;
  if (steps < 0) return downFromHeads(graph, steps, { branch, argument: identifier });
  const resolved: RevisionId[] = [];
  for (const id of ids) {
    const one = resolveName(graph, id, branch);
    if (!one.ok) return one;
    resolved.push(one.value);
  }
  return ok(resolved);
}

/** The one revision that an identifier stands for; null: base, or `head` of an empty history. */
export function resolveRevision(
  graph: RevisionGraph,
  identifier: string,
): Result<RevisionId | null, IdentifierProblem> {
  const named = namesIn(graph, identifier);
  if (!named.ok) return named;
  const { ids, branch } = named.value;
  const [id, ...others] = ids;
  if (id === undefined) {
    const root = branch === null ? ok(null) : resolveBranch(graph, branch);
    return root.ok ? ok(null) : root;
  }
  if (others.length > 0) return err({ kind: "multiple-heads", argument: identifier, heads: ids });
  return resolveName(graph, id, branch);
}

/** The revision that a branch is known by: the one with the label, or the one whose (partial) id it is. */
export function resolveBranch(graph: RevisionGraph, branch: string): Result<RevisionId, IdentifierProblem> {
  const known = lookUp(graph, branch) ?? null;
  if (known !== null) return ok(known);
  const found = resolveName(graph, branch, null);
  return found.ok ? found : err({ kind: "unknown-branch", branch });
}

/** Those of the revisions that stand above or below what `identifier` names by `down_revision`; all, where it names none. */
export function filterForLineage(
  graph: RevisionGraph,
  ids: readonly RevisionId[],
  identifier: string,
): Result<RevisionId[], IdentifierProblem> {
  const named = namesIn(graph, identifier);
  if (!named.ok) return named;
  const { ids: names, branch } = named.value;
  const against = branch === null ? names : [branch, ...names];
  if (against.length === 0 || ids.length === 0) return ok([...ids]);
  const resolved: RevisionId[] = [];
  for (const name of against) {
    const one = resolveName(graph, name, null);
    if (!one.ok) return one;
    resolved.push(one.value);
  }
  const lineage = lineageOf(graph, resolved);
  return ok(ids.filter((id) => lineage.has(id)));
}

interface Named {
  readonly ids: readonly string[];
  readonly branch: string | null;
}

/** Splits `branch@id` and replaces the symbols; what is left are ids, partial ids and labels. */
function namesIn(graph: RevisionGraph, identifier: string): Result<Named, IdentifierProblem> {
  const at = identifier.indexOf("@");
  const branch = at < 1 ? null : identifier.slice(0, at);
  const id = at === -1 ? identifier : identifier.slice(at + 1);
  switch (id) {
    case "heads":
    case "head": {
      const heads = branch === null ? ok([...graph.heads]) : filterForLineage(graph, graph.heads, branch);
      if (!heads.ok) return heads;
      if (id === "heads") return ok({ ids: branch === null ? graph.realHeads : heads.value, branch });
      if (heads.value.length > 1)
        return err({ kind: "multiple-heads", argument: identifier, heads: heads.value });
      return ok({ ids: heads.value, branch });
    }
    case "base":
      return ok({ ids: [], branch });
    default:
      return ok({ ids: [id], branch });
  }
}

/** Beginnings of ids and labels shorter than this are not looked at. */
const SHORTEST_PARTIAL = 4;

function resolveName(
  graph: RevisionGraph,
  name: string,
  branch: string | null,
): Result<RevisionId, IdentifierProblem> {
  const root = branch === null ? null : resolveBranch(graph, branch);
  if (root !== null && !root.ok) return root;
  const exact = lookUp(graph, name);
  const found = exact === undefined ? resolvePartial(graph, name, branch) : ok(exact);
  if (!found.ok || root === null || branch === null) return found;
  if (lineageOf(graph, [root.value]).has(found.value)) return found;
  return err({ kind: "not-in-branch", id: found.value, branch });
}

function resolvePartial(
  graph: RevisionGraph,
  partial: string,
  branch: string | null,
): Result<RevisionId, IdentifierProblem> {
  if (partial === "") return err({ kind: "unknown-revision", id: partial });
  let candidates = [...graph.nodes.keys(), ...graph.labels.keys()].filter(
    (name) => name.startsWith(partial) && [...name].length >= SHORTEST_PARTIAL,
  );
  if (branch !== null) {
    const inBranch = filterForLineage(
      graph,
      candidates.map((name) => lookUp(graph, name) ?? name),
      branch,
    );
    if (!inBranch.ok) return inBranch;
    const kept = new Set(inBranch.value);
    candidates = candidates.filter((name) => kept.has(lookUp(graph, name) ?? name));
  }
  const [only, ...others] = candidates;
  if (only === undefined) return err({ kind: "unknown-revision", id: partial });
  if (others.length > 0) return err({ kind: "ambiguous-id", id: partial, candidates });
  return ok(lookUp(graph, only) ?? only);
}

function lookUp(graph: RevisionGraph, name: string): RevisionId | undefined {
  return graph.nodes.has(name) ? name : graph.labels.get(name);
}

function lineageOf(graph: RevisionGraph, ids: readonly RevisionId[]): Set<RevisionId> {
  return new Set([...ancestorsOf(graph, ids, "down"), ...descendantsOf(graph, ids, "down")]);
}

function downFromHeads(
  graph: RevisionGraph,
  steps: number,
  { branch, argument }: { readonly branch: string | null; readonly argument: string },
): Result<readonly (RevisionId | null)[], IdentifierProblem> {
  const labels = labelsByRevision(graph);
  const heads = graph.realHeads.filter((head) => branch === null || labels.get(head)?.includes(branch));
  const reached: (RevisionId | null | undefined)[] = [];
  for (const head of heads) {
    const end = walk(graph, head, { steps });
    if (!end.ok) return end;
    reached.push(end.value);
  }
  const there = reached.filter((id) => id !== undefined);
  return there.length < reached.length ? err({ kind: "walked-too-far", argument }) : ok(there);
}
