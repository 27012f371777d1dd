import {
  buildGraph,
  downgradePath,
  type GraphProblem,
  labelsByRevision,
  type PathProblem,
  type Result,
  resolveRevisions,
  type RevisionGraph,
  upgradePath,
} from "@migrun/core";
import type { LoadedHeader } from "../../src/bridge/protocol.ts";
import { readHistory, resolveWithPython } from "../../src/history/read-history.ts";
import type { Answer, AnsweredFile, AnsweredGraph, Question } from "./alembic-answers.ts";
import type { Asked, GeneratedHistory } from "./generate-history.ts";

/** Reads the history and says where Alembic's answer differs; nothing where it agrees. */
export async function compareHistory(
  history: Pick<GeneratedHistory, "corrupted">,
  question: Question,
  answer: Answer,
): Promise<readonly string[]> {
  const read = await readHistory({
    versionLocations: question.locations,
    recursiveVersionLocations: question.recursive,
    sourceless: false,
  });
  const differences = await compareQuickly(read, question);
  const byFile = new Map(answer.files.map((file) => [file.file, file]));
  // With an empty `depends_on` on its only base, Alembic sees a cycle that is none.
  if (answer.failure === "cycle" && answer.files.some(({ dependsOn }) => dependsOn.includes("")))
    return differences;
  // Until 1.12 an empty `down_revision` makes a base.
  const isOldBase = ({ file, parsed }: (typeof read.files)[number]): boolean =>
    parsed.kind === "revision" && parsed.revision.down[0] === "" && byFile.get(file)?.down.length === 0;
  if (read.files.some(isOldBase)) return [];
  // A revision whose id is empty is none to half of Alembic.
  if (answer.files.some(({ id }) => id === "")) return differences;
  const listed = read.files.map((file) => file.file);
  // A link that leads nowhere is no file here, and an error of its own.
  const lost = read.drafts.filter(
    (draft) => draft.message.includes("leads nowhere") && draft.severity !== "warning",
  ).length;
  const wanted = answer.files.map((file) => file.file).filter((file) => lost === 0 || listed.includes(file));
  if (listed.join("\n") !== wanted.join("\n"))
    differences.push(`files: ${JSON.stringify(listed)}, Alembic ${JSON.stringify(wanted)}`);
  if (lost !== answer.files.length - wanted.length)
    differences.push(`${lost} lost links, Alembic ${answer.files.length - wanted.length}`);
  for (const { file, parsed } of read.files) {
    const said = byFile.get(file);
    if (said !== undefined) differences.push(...compareFile(parsed, said, history.corrupted));
  }
  if (answer.failure === null && answer.graph === null) return differences;
  // What Alembic refused was not told by Python either.
  if (read.needsPython.some((file) => byFile.get(file)?.error !== null)) return differences;
  // The history is not Alembic's where a value is none that it takes.
  if (read.files.some(({ parsed }) => parsed.kind === "not-readable")) return differences;
  const { revisions } = await resolveWithPython(read, (files) =>
    Promise.resolve(files.map((file) => headerOf(file, byFile.get(file)))),
  );
  const graph = buildGraph(revisions);
  differences.push(...compareGraph(graph, answer, question.asked));
  return differences;
}

/** Reading headers alone has to say the same. */
async function compareQuickly(
  read: Awaited<ReturnType<typeof readHistory>>,
  question: Question,
): Promise<string[]> {
  const quick = await readHistory(
    {
      versionLocations: question.locations,
      recursiveVersionLocations: question.recursive,
      sourceless: false,
    },
    { headersOnly: true },
  );
  const facts = ({ parsed }: (typeof read.files)[number]): string =>
    JSON.stringify(parsed.kind === "revision" ? parsed.revision : [parsed.kind, parsed.reason, parsed.line]);
  return read.files.flatMap((file, index) => {
    const other = quick.files[index];
    const [whole, header] = [facts(file), other === undefined ? "nothing" : facts(other)];
    return whole === header ? [] : [`${file.file}: ${whole}, by its header alone ${header}`];
  });
}

/** What a text without tricks may leave open: odd encodings, and lists whose name stands elsewhere too. */
const LEFT_TO_PYTHON = /its encoding|it is not UTF-8|may be changed in place$/u;
/** Failures of one revision, which show in the graph here; and what the oldest Alembic does not take. */
const GRAPH_ERRORS = new Set(["self-loop", "illegal-character", "no-sets"]);

function compareFile(
  parsed: Awaited<ReturnType<typeof readHistory>>["files"][number]["parsed"],
  said: AnsweredFile,
  corrupted: boolean,
): string[] {
  if (parsed.kind === "needs-python") {
    return corrupted || LEFT_TO_PYTHON.test(parsed.reason)
      ? []
      : [`${said.file}: not read: ${parsed.reason}`];
  }
  if (parsed.kind === "not-readable") {
    return said.error === null ? [`${said.file}: ${parsed.reason}, but Alembic reads it`] : [];
  }
  if (said.error !== null) {
    return corrupted || GRAPH_ERRORS.has(said.error)
      ? []
      : [`${said.file}: read, but Alembic says ${said.error}`];
  }
  const { id, down, dependsOn, labels, doc } = parsed.revision;
  // The order of a set is anybody's guess; only changed texts hold one of several.
  const inOrder = (names: readonly unknown[]) => (corrupted ? names.map(String).toSorted() : names);
  const [here, there] = [
    { id, down, dependsOn, labels, doc },
    { ...said, dependsOn: dependenciesOf(said) },
  ].map((one) =>
    JSON.stringify([one.id, ...[one.down, one.dependsOn, one.labels].map(inOrder), docForms(one.doc)]),
  );
  return here === there ? [] : [`${said.file}: ${here}, Alembic ${there}`];
}

/** From 3.13 on the compiler takes common indentation and tabs out of docstrings, and so a first paragraph may end earlier. */
function docForms(doc: string): string {
  return (doc.split(/\n\s*\n/u)[0] ?? "")
    .split("\n")
    .map((line) => line.trim().replaceAll(/[ \t]+/gu, " "))
    .join("\n");
}

/** An empty `depends_on` is none; but then Alembic has no real base either, and may fail. */
function dependenciesOf(said: AnsweredFile | undefined): readonly unknown[] {
  return (said?.dependsOn ?? []).filter((id) => id !== "");
}

function headerOf(file: string, said: AnsweredFile | undefined): LoadedHeader {
  const texts = (values: readonly unknown[] | undefined): string[] => (values ?? []).map(String);
  return {
    file,
    revision: said === undefined ? null : String(said.id),
    down: texts(said?.down),
    dependsOn: texts(dependenciesOf(said)),
    labels: texts(said?.labels),
    doc: said?.doc ?? "",
    error: said?.error ?? null,
  };
}

/** Problems that Alembic fails on, by its class of failure. */
function failuresOf(graph: RevisionGraph): Set<string> {
  return new Set(graph.problems.flatMap((problem) => failureOf(problem) ?? []));
}

function failureOf(problem: GraphProblem): string | null {
  if (problem.kind === "duplicate-id") return null;
  return problem.kind === "missing-parent" || problem.kind === "unknown-depends-on"
    ? "missing"
    : problem.kind;
}

function compareGraph(graph: RevisionGraph, answer: Answer, asked: readonly Asked[]): string[] {
  const failures = failuresOf(graph);
  const duplicates = graph.problems.some((problem) => problem.kind === "duplicate-id");
  if (answer.failure !== null) {
    // With an id twice Alembic mixes the edges of both files, and a label as a parent is half of one to it.
    const known =
      duplicates ||
      failures.has(answer.failure) ||
      // Behind a tuple in a tuple Alembic sees a revision that revises itself only later.
      (answer.failure === "cycle" && failures.has("self-loop")) ||
      graph.problems.some((problem) => problem.kind === "missing-parent" && graph.labels.has(problem.parent));
    return known ? [] : [`Alembic fails by ${answer.failure}, here ${[...failures].join(" ")}`];
  }
  if (answer.graph === null) return [];
  if (duplicates !== answer.duplicates) return [`duplicates: ${duplicates}, Alembic ${answer.duplicates}`];
  if (duplicates) return [];
  // Alembic does not notice every cycle that stands between a head and a base; there is no order all the same.
  if (failures.size > 0)
    return [...failures].join() === "cycle" && answer.paths.some((path) => path.failure !== null)
      ? []
      : unnoticed(graph, failures);
  return [
    ...compareSets(graph, answer.graph),
    ...asked.flatMap((one, index) => comparePath(graph, one, answer.paths[index])),
  ];
}

function unnoticed(graph: RevisionGraph, failures: ReadonlySet<string>): string[] {
  const loops = graph.problems.every((problem) => problem.kind === "cycle" && isLoop(graph, problem.loop));
  return loops ? [] : [`here ${[...failures].join(" ")}, Alembic sees nothing`];
}

/** Does each revision of the loop really stand above the next? */
function isLoop(graph: RevisionGraph, loop: readonly string[]): boolean {
  return loop.every((id, index) => {
    const node = graph.nodes.get(id);
    const below = loop[(index + 1) % loop.length] ?? "";
    return node !== undefined && (node.down.includes(below) || node.dependsOn.includes(below));
  });
}

function compareSets(graph: RevisionGraph, said: AnsweredGraph): string[] {
  const ids = [...graph.nodes.keys()];
  const labels = labelsByRevision(graph);
  const here: AnsweredGraph = {
    heads: graph.heads,
    realHeads: graph.realHeads,
    bases: graph.bases,
    realBases: graph.realBases,
    branchPoints: graph.branchPoints.toSorted(),
    mergePoints: graph.mergePoints.toSorted(),
    labels: Object.fromEntries([...labels].map(([id, names]) => [id, names.toSorted()])),
    parents: Object.fromEntries(ids.map((id) => [id, [...(graph.nodes.get(id)?.parents ?? [])].toSorted()])),
  };
  return Object.keys(here).flatMap((name) => {
    const ours = stable(here[name as keyof AnsweredGraph]);
    const theirs = stable(said[name as keyof AnsweredGraph]);
    return ours === theirs ? [] : [`${name}: ${ours}, Alembic ${theirs}`];
  });
}

function stable(value: AnsweredGraph[keyof AnsweredGraph]): string {
  return Array.isArray(value) ? JSON.stringify(value) : JSON.stringify(Object.entries(value).toSorted());
}

function comparePath(
  graph: RevisionGraph,
  asked: Asked,
  said: Answer["paths"][number] | undefined,
): string[] {
  const found = findPath(graph, asked);
  const ours = found.ok ? found.value.join(" ") : `fails: ${classOf(found.error)}`;
  const theirs = said?.failure == null ? (said?.ids ?? []).join(" ") : `fails: ${said.failure}`;
  if (ours === theirs) return [];
  const isFree = [...graph.nodes.values()].some((node) => node.normalizedDependsOn.length > 1);
  if (
    isFree &&
    found.ok &&
    said?.ids != null &&
    isSameSet(found.value, said.ids) &&
    isOrder(graph, asked, found.value)
  )
    return [];
  return [`${asked.kind} ${asked.target} from [${asked.rows.join(" ")}]: ${ours}, Alembic ${theirs}`];
}

function findPath(
  graph: RevisionGraph,
  { kind, target, rows }: Asked,
): Result<readonly (string | null)[], PathProblem> {
  if (kind === "show") return resolveRevisions(graph, target);
  return kind === "up" ? upgradePath(graph, target, rows) : downgradePath(graph, target, rows);
}

function classOf({ kind }: PathProblem): string {
  if (kind === "unknown-branch" || kind === "unknown-revision") return "unknown";
  return kind === "walked-too-far" || kind === "wrong-direction" || kind === "ambiguous-start"
    ? "relative"
    : kind;
}

function isSameSet(some: readonly (string | null)[], others: readonly (string | null)[]): boolean {
  return some.toSorted().join(" ") === others.toSorted().join(" ");
}

/** Where several dependencies of one revision go in any order: does every revision come after what it stands on? */
function isOrder(graph: RevisionGraph, asked: Asked, ids: readonly (string | null)[]): boolean {
  const up = asked.kind === "down" ? ids.toReversed() : ids;
  const place = new Map(up.map((id, index) => [id, index]));
  return up.every((id, index) => {
    const parents = graph.nodes.get(id ?? "")?.parents ?? [];
    return parents.every((parent) => (place.get(parent) ?? -1) < index);
  });
}
