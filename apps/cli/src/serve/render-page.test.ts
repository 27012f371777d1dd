import { expect, test } from "vitest";
import type { GraphTarget, LiveState } from "@migrun/core";
import type { ServedTarget } from "../engine.ts";
import { renderPage } from "./render-page.ts";

function served(name: string, state: LiveState, pending: readonly string[] = []): ServedTarget {
  const graph: GraphTarget = {
    name,
    config: "alembic.ini",
    section: "alembic",
    scriptLocation: "migrations",
    heads: ["a"],
    bases: ["a"],
    branchPoints: [],
    mergePoints: [],
    order: ["a"],
    revisions: [
      {
        id: "a",
        file: "migrations/versions/a.py",
        line: 1,
        doc: "<b>bold</b>",
        down: [],
        dependsOn: [],
        labels: [],
        isHead: true,
        isNew: false,
      },
    ],
    problems: [],
  };
  const status = { name, state, current: [], expected: ["a"], pending, reason: "db.internal said no" };
  return { status, graph, lookedAt: 0 };
}

function render(targets: readonly ServedTarget[], statesOnly = false): string {
  return renderPage({ targets, statesOnly, refreshSeconds: 15, version: "1" }).html;
}

const many = Array.from({ length: 12 }, (_, at) => `r${at}`);

test("of many pending revisions the first are listed, and the others are a click away, with their numbers", () => {
  const html = render([served("users", "behind", many)]);
  expect(html).toContain('<details><summary>2 more</summary><ol start="11"><li><code>r10</code>');
  expect(html.match(/<li>/gu)).toHaveLength(12);
  expect(render([served("users", "behind", many.slice(0, 10))])).not.toContain("more</summary>");
});

test("a long page folds the graphs of what is well; a short one shows all", () => {
  const well = Array.from({ length: 5 }, (_, at) => served(`t${at}`, "at_head"));
  const open = '<details class="graph" open>';
  expect(render(well).split(open)).toHaveLength(6);
  expect(render([...well, served("sick", "behind", ["a"])]).split(open)).toHaveLength(2);
});

test("nothing of a repository or a server is markup, and reasons are not told", () => {
  const html = render([served('<script>"x"', "unreachable"), served("users", "behind", ["a"])]);
  expect(html).not.toMatch(/<script|<b>bold|db\.internal/u);
  expect(html).toContain("&lt;b&gt;bold");
  expect(render([served("users", "behind", many)], true)).not.toMatch(/r10|<svg[^>]*role/u);
});
