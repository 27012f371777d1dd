import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";
import { filterForLineage, resolveBranch, resolveRevision, resolveRevisions } from "./identifiers.ts";
import type { IdentifierProblem } from "./identifiers.ts";
import { ancestorsOf } from "./lineage.ts";
import { downgradeOrder, isDivided, upgradeOrder } from "./order.ts";
import type { OrderProblem } from "./order.ts";
import { walk } from "./walk.ts";

/** Why a command line names no way through the history. */
export type PathProblem =
  | IdentifierProblem
  | OrderProblem
  /** `+N` from several rows of the version table, or `label@-N` with none or several on that branch. */
  | { readonly kind: "ambiguous-start"; readonly rows: readonly RevisionId[] }
  /** `-N` for an upgrade, `+N` for a downgrade, or a relative downgrade of an empty database. */
  | { readonly kind: "wrong-direction"; readonly argument: string };

/** `branch@name+N`, with any part but the number left out. Alembic ignores what follows the digits. */
const RELATIVE = /^(?:(.+?)@)?([\p{L}\p{N}_]+)?([+-]\d+)/u;

interface Relative {
  readonly branch: string | null;
  readonly name: string | null;
  readonly steps: number;
}

/** The relative parts of an identifier; null where it is absolute. */
function parseRelative(argument: string): Relative | null {
  const match = RELATIVE.exec(argument);
  if (match === null) return null;
  return { branch: match[1] ?? null, name: match[2] ?? null, steps: Number(match[3]) };
}

/**
 * The revisions that an argument names as a place in the history, in every form that Alembic takes: ids, their beginnings, labels,
 * `head`, `heads`, `branch@…`, and relative ones (`head-2`, `base+3`, `-2` down from the heads). None: base.
 */
export function resolvePlace(
  graph: RevisionGraph,
  argument: string,
): Result<readonly RevisionId[], PathProblem> {
  const relative = parseRelative(argument);
  const isAbsolute = relative === null || (relative.name === null && relative.steps < 0);
  const found = isAbsolute
    ? resolveRevisions(graph, argument)
    : relativeUpgradeTarget(graph, relative, { argument, rows: [] });
  return found.ok ? ok(found.value.filter((id) => id !== null)) : found;
}

/**
 * The revisions that `alembic upgrade TARGET` runs on a database whose version table has these rows (none: empty;
 * partial ids are taken as Alembic takes them), in its order. An older or applied target asks for nothing.
 */
export function upgradePath(
  graph: RevisionGraph,
  target: string,
  rows: readonly string[] = [],
): Result<readonly RevisionId[], PathProblem> {
  const relative = parseRelative(target);
  const targets =
    relative === null
      ? resolveRevisions(graph, target)
      : relativeUpgradeTarget(graph, relative, { argument: target, rows });
  if (!targets.ok) return targets;
  const ids = targets.value.filter((id) => id !== null);
  if (ids.length < targets.value.length) return err({ kind: "walked-too-far", argument: target });
  const current = resolveRows(graph, rows);
  return current.ok ? upgradeOrder(graph, ids, current.value) : current;
}

/**
 * The revisions that `alembic downgrade TARGET` takes back, newest first. `-N` counts from the first row: the
 * rows are in the order in which the database gives them.
 */
export function downgradePath(
  graph: RevisionGraph,
  target: string,
  rows: readonly string[],
): Result<readonly RevisionId[], PathProblem> {
  const relative = parseRelative(target);
  const wanted =
    relative === null
      ? absoluteDowngradeTarget(graph, target)
      : relativeDowngradeTarget(graph, relative, { argument: target, rows });
  if (!wanted.ok) return wanted;
  const current = resolveRows(graph, rows);
  if (!current.ok) return current;
  const { to, branch } = wanted.value;
  if (branch === null || !isDivided(graph, to)) return downgradeOrder(graph, { to }, current.value);
  const root = resolveBranch(graph, branch);
  if (!root.ok) return root;
  return downgradeOrder(graph, { to, branch: root.value }, current.value);
}

function resolveRows(
  graph: RevisionGraph,
  rows: readonly string[],
): Result<readonly RevisionId[], IdentifierProblem> {
  const resolved: RevisionId[] = [];
  for (const row of rows) {
    const found = resolveRevisions(graph, row);
    if (!found.ok) return found;
    resolved.push(...found.value.filter((id) => id !== null));
  }
  return ok(resolved);
}

interface RelativeOptions {
  readonly argument: string;
  readonly rows: readonly string[];
}

function relativeUpgradeTarget(
  graph: RevisionGraph,
  { branch, name, steps }: Relative,
  { argument, rows }: RelativeOptions,
): Result<readonly RevisionId[], PathProblem> {
  if (name === null && steps <= 0) return err({ kind: "wrong-direction", argument });
  const isUp = steps > 0;
  const start =
    name === null
      ? upgradeStart(graph, branch, rows)
      : resolveRevision(graph, branch === null || isUp ? name : `${branch}@${name}`);
  if (!start.ok) return start;
  const end = walkOn(graph, start.value, { steps, branch: isUp ? branch : null });
  if (!end.ok) return end;
  return end.value == null ? err({ kind: "walked-too-far", argument }) : ok([end.value]);
}

/** Where `+N` counts from: the row, or on a branch the tip of what has been applied of it. */
function upgradeStart(
  graph: RevisionGraph,
  branch: string | null,
  names: readonly string[],
): Result<RevisionId | null, PathProblem> {
  if (branch === null && names.length > 1) return err({ kind: "ambiguous-start", rows: names });
  const resolved = resolveRows(graph, names);
  if (!resolved.ok) return resolved;
  const rows = resolved.value;
  let starts: readonly RevisionId[] = rows;
  if (branch !== null) {
    const onBranch = filterForLineage(graph, rows, branch);
    if (!onBranch.ok) return onBranch;
    starts = onBranch.value;
    if (starts.length === 0) {
      const applied = filterForLineage(graph, [...ancestorsOf(graph, rows)], branch);
      if (!applied.ok) return applied;
      const below = new Set(applied.value.flatMap((id) => graph.nodes.get(id)?.parents ?? []));
      starts = applied.value.filter((id) => !below.has(id));
    }
  }
  return starts.length > 1 ? err({ kind: "ambiguous-start", rows: starts }) : ok(starts[0] ?? null);
}

/** Where a downgrade ends, and the branch that it is limited to. */
interface DowngradeEnd {
  readonly to: RevisionId | null;
  readonly branch: string | null;
}

function absoluteDowngradeTarget(graph: RevisionGraph, target: string): Result<DowngradeEnd, PathProblem> {
  const at = target.lastIndexOf("@");
  const to = resolveRevision(graph, target.slice(at + 1));
  return to.ok ? ok({ to: to.value, branch: at < 1 ? null : target.slice(0, at) }) : to;
}

function relativeDowngradeTarget(
  graph: RevisionGraph,
  { branch, name, steps }: Relative,
  { argument, rows }: RelativeOptions,
): Result<DowngradeEnd, PathProblem> {
  if (name === null && (steps >= 0 || (branch === null && rows.length === 0)))
    return err({ kind: "wrong-direction", argument });
  const from = name === null ? downgradeStart(graph, branch, rows) : ok({ name, branch });
  if (!from.ok) return from;
  const isDown = steps < 0;
  const limit = from.value.branch;
  const start = resolveRevision(
    graph,
    isDown && limit !== null ? `${limit}@${from.value.name}` : from.value.name,
  );
  if (!start.ok) return start;
  const end = walkOn(graph, start.value, { steps, branch: isDown ? null : limit });
  if (!end.ok) return end;
  if (end.value === undefined || (end.value === null && !isDown))
    return err({ kind: "walked-too-far", argument });
  return ok({ to: end.value, branch: limit });
}

/** Where `-N` counts from: the first row, or the one row on the branch. */
function downgradeStart(
  graph: RevisionGraph,
  branch: string | null,
  names: readonly string[],
): Result<{ readonly name: RevisionId; readonly branch: string }, PathProblem> {
  const [first] = names;
  if (branch === null) {
    return first === undefined
      ? err({ kind: "ambiguous-start", rows: names })
      : ok({ name: first, branch: first });
  }
  const resolved = resolveRows(graph, names);
  if (!resolved.ok) return resolved;
  const rows = resolved.value;
  const onBranch = filterForLineage(graph, rows, branch);
  if (!onBranch.ok) return onBranch;
  let starts: readonly RevisionId[] = onBranch.value;
  if (starts.length === 0) {
    const tips = filterForLineage(graph, tipsByDown(graph, ancestorsOf(graph, rows)), branch);
    if (!tips.ok) return tips;
    starts = tips.value;
  }
  const [only, ...others] = starts;
  if (only === undefined || others.length > 0) return err({ kind: "ambiguous-start", rows: starts });
  return ok({ name: only, branch });
}

/** Those of the revisions, of which none below is missing, that have none of them above by `down_revision`. */
function tipsByDown(graph: RevisionGraph, ids: ReadonlySet<RevisionId>): RevisionId[] {
  return [...ids].filter((id) => !graph.nodes.get(id)?.children.some((child) => ids.has(child)));
}

function walkOn(
  graph: RevisionGraph,
  start: RevisionId | null,
  { steps, branch }: { readonly steps: number; readonly branch: string | null },
): Result<RevisionId | null | undefined, IdentifierProblem> {
  if (branch === null) return walk(graph, start, { steps });
  return walk(graph, start, { steps, narrow: (ids) => filterForLineage(graph, ids, branch) });
}
