import type { GraphRevision, GraphTarget } from "../graph-document/graph-document.ts";

/** A target from lines such as `c: a b (needs x) [label y] new`, base first. */
export function graphTarget(lines: readonly string[]): GraphTarget {
  const revisions = lines.map(parseLine);
  const parents = new Set(revisions.flatMap((one) => one.down));
  const withHeads = revisions.map((one) => ({ ...one, isHead: !parents.has(one.id) }));
  const ids = (keep: (one: GraphRevision) => boolean) => withHeads.filter(keep).map((one) => one.id);
  return {
    name: "users",
    config: "alembic.ini",
    section: "users",
    scriptLocation: "migrations",
    heads: ids((one) => one.isHead),
    bases: ids((one) => one.down.length === 0),
    branchPoints: ids((one) => withHeads.filter((other) => other.down.includes(one.id)).length > 1),
    mergePoints: ids((one) => one.down.length > 1),
    order: ids(() => true),
    revisions: withHeads,
    problems: [],
  };
}

function parseLine(line: string): GraphRevision {
  const [id = "", rest = ""] = line.split(":");
  const all = (pattern: RegExp): readonly string[] => [...rest.matchAll(pattern)].map((one) => one[1] ?? "");
  const bare = rest.replaceAll(/\(.*?\)|\[.*?\]|\bnew\b/gu, " ").trim();
  return {
    id,
    file: `migrations/versions/${id}.py`,
    line: 8,
    doc: `Make ${id}`,
    down: bare === "" ? [] : bare.split(/\s+/u),
    dependsOn: all(/\(needs (\S+)\)/gu),
    labels: all(/\[label (\S+)\]/gu),
    isHead: false,
    isNew: /\bnew\b/u.test(rest),
  };
}

/** `a1` to `aN`, each on the one before; `first` begins the line of the first. */
export function chain(prefix: string, count: number, first = ""): readonly string[] {
  return Array.from({ length: count }, (_, at) =>
    at === 0 ? `${prefix}1:${first}` : `${prefix}${at + 1}: ${prefix}${at}`,
  );
}
