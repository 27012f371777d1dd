import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildGraph, labelsByRevision, type RevisionGraph, upgradeOrder } from "@migrun/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type History, readHistory, resolveWithPython } from "../../src/history/read-history.ts";
import { AlembicAnswers, type Answer } from "./alembic-answers.ts";
import { type CorpusHistory, type CorpusRevision, readCorpus } from "./corpus.ts";
import { corpusDoc, writeCorpusFile } from "./corpus-text.ts";

const corpus = await readCorpus();
const root = await realpath(await mkdtemp(join(tmpdir(), "migrun-corpus-")));
const answers = new AlembicAnswers();

interface Placed {
  readonly folder: string;
  readonly locations: readonly string[];
  readonly read: History;
  readonly quick: History;
  readonly answer: Answer;
  readonly graph: RevisionGraph;
}
const placed = new Map<string, Placed>();

beforeAll(async () => {
  for (const history of corpus) {
    if (history.scriptLocation === null || history.versionLocations === null) continue;
    placed.set(history.name, await place(history, history.scriptLocation, history.versionLocations));
  }
});

afterAll(async () => {
  await answers[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

async function place(history: CorpusHistory, script: string, versions: readonly string[]): Promise<Placed> {
  const top = join(root, history.name.replaceAll(/\W/gu, "_"));
  const folder = join(top, script);
  const others = [...history.others, ...history.unreadable].map((file) => [file, "VALUE = 1\n"] as const);
  const files = history.revisions.map((one) => [one.file, writeCorpusFile(one)] as const);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of [...others, ...files]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const locations = versions.map((location) => join(top, location));
  const where = {
    versionLocations: locations,
    recursiveVersionLocations: history.recursive,
    sourceless: false,
  };
  const [answer] = await answers.ask([{ folder, locations, recursive: history.recursive, asked: [] }]);
  const read = await readHistory(where);
  // What only Python can tell is what Alembic told of that file.
  const resolved = await resolveWithPython(read, async (open) =>
    open.map((file) => {
      const said = answer!.files.find((one) => one.file === file)!;
      const texts = (values: readonly unknown[]) => values.map(String);
      const { down, dependsOn, labels } = said;
      return {
        ...said,
        revision: String(said.id),
        down: texts(down),
        dependsOn: texts(dependsOn),
        labels: texts(labels),
      };
    }),
  );
  const quick = await readHistory(where, { headersOnly: true });
  return { folder, locations, read, quick, answer: answer!, graph: buildGraph(resolved.revisions) };
}

it("holds the histories that it says", () => {
  expect(corpus).toHaveLength(52);
  expect(corpus.reduce((sum, history) => sum + history.revisions.length, 0)).toBe(2501);
  // One has no [alembic] section at all: there is nothing to read.
  expect(corpus.filter(({ scriptLocation }) => scriptLocation === null)).toHaveLength(1);
});

describe.each(corpus.filter(({ scriptLocation }) => scriptLocation !== null))("$name", (history) => {
  const here = (): Placed => placed.get(history.name)!;

  it("reads every file as it is, with and without a parser", () => {
    const { read, quick, folder } = here();
    const byFile = new Map(history.revisions.map((one) => [join(folder, one.file), one]));
    const expected = read.files.map(({ file }) => factsOf(byFile.get(file)));
    expect(read.files.map(({ parsed }) => readFacts(parsed))).toEqual(expected);
    const headers = (one: History) =>
      one.files.map(({ parsed }) =>
        parsed.kind === "revision" ? parsed.revision : { ...parsed, shape: null },
      );
    expect(headers(quick)).toEqual(headers(read));
    expect(read.files.filter(({ parsed }) => parsed.kind === "not-readable").map(({ file }) => file)).toEqual(
      history.unreadable.map((file) => join(folder, file)),
    );
  });

  it.skipIf(history.error !== null)("has Alembic's graph", () => {
    const { graph, answer } = here();
    expect(graph.problems).toEqual([]);
    expect(graph.nodes.size).toBe(history.revisions.length);
    expect(graph.heads).toEqual(history.heads);
    expect(graph.bases).toEqual(history.bases);
    expect(graph.branchPoints.toSorted()).toEqual(history.branchPoints);
    expect(graph.mergePoints.toSorted()).toEqual(history.mergePoints);
    const order = upgradeOrder(graph, graph.realHeads);
    expect(order.ok && order.value.toReversed()).toEqual(history.order);
    const labels = labelsByRevision(graph);
    for (const { id, labels: declared, allLabels, dependsOn, resolved } of history.revisions) {
      expect(labels.get(id)?.toSorted() ?? []).toEqual((allLabels ?? declared).toSorted());
      expect(graph.nodes.get(id)?.dependsOn.toSorted()).toEqual((resolved ?? dependsOn).toSorted());
    }
    // And the installed Alembic agrees on the files as they were written.
    expect(answer.graph).toMatchObject({ heads: history.heads, bases: history.bases });
  });

  it.runIf(history.error !== null)("says what is broken", () => {
    const { graph, answer } = here();
    const missing = graph.problems.flatMap((problem) => {
      if (problem.kind === "missing-parent") return [problem.parent];
      return problem.kind === "unknown-depends-on" ? [problem.dependsOn] : [];
    });
    expect([...new Set(missing)].toSorted()).toEqual(history.missing.toSorted());
    const twice = graph.problems.flatMap((problem) => (problem.kind === "duplicate-id" ? [problem.id] : []));
    expect(twice.toSorted()).toEqual(history.duplicates.toSorted());
    expect(missing.length + twice.length + history.unreadable.length).toBeGreaterThan(0);
    expect(answer.failure ?? answer.files.find(({ error }) => error !== null)?.error).toMatch(
      history.error === "KeyError" ? /^missing$/u : new RegExp(`^${history.error}`, "u"),
    );
  });
});

function factsOf(revision: CorpusRevision | undefined): unknown {
  if (revision === undefined) return "no revision";
  const { id, down, dependsOn, labels, computed, upgrade, downgrade } = revision;
  if (computed.length > 0) return "needs Python";
  const kind = (form: string): string => form.split(" ", 1)[0]!.replace("missing", "absent");
  return {
    id,
    down,
    dependsOn,
    labels,
    doc: corpusDoc(revision) ?? "",
    upgrade: kind(upgrade),
    downgrade: kind(downgrade),
  };
}

function readFacts(parsed: History["files"][number]["parsed"]): unknown {
  if (parsed.kind === "not-readable") return "no revision";
  if (parsed.kind === "needs-python") return "needs Python";
  const { id, down, dependsOn, labels, doc } = parsed.revision;
  const kind = (step: "upgrade" | "downgrade"): string | undefined => {
    const found = parsed.shape?.[step];
    return found?.kind === "function" ? found.body : found?.kind;
  };
  return { id, down, dependsOn, labels, doc, upgrade: kind("upgrade"), downgrade: kind("downgrade") };
}
