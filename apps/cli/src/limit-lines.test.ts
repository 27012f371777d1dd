import { expect, test } from "vitest";
import { check, reportOf, target } from "../test/sample-reports.ts";
import { limitLines, roundtripLimit } from "./limit-lines.ts";
import { renderJunit } from "./reporters/junit.ts";
import { renderMarkdown } from "./reporters/markdown.ts";
import { renderText } from "./reporters/text/text.ts";
import { renderTable } from "./reporters/text/table.ts";
import { createTheme } from "./theme.ts";

const stop = {
  revision: "b2",
  file: "versions/b2_x.py",
  line: 12,
  exception: "NotImplementedError",
  reason: "data is gone",
};

function roundtrip(data: Readonly<Record<string, unknown>>) {
  return check("roundtrip", "passed", { data });
}

test.each([
  [{ verifiedDownTo: "base", revisions: 4 }, null],
  [{ verifiedDownTo: null }, null],
  [{ verifiedDownTo: "b2", revisions: 2, irreversible: [] }, "round trip verified down to b2"],
  [
    { verifiedDownTo: "b2", revisions: 2, irreversible: [stop] },
    "round trip verified down to b2: versions/b2_x.py:12 raises: data is gone",
  ],
  [
    { verifiedDownTo: "b2, c3", revisions: 0, irreversible: [{ ...stop, reason: null }, stop] },
    "round trip verified down to b2, c3: versions/b2_x.py:12 raises: NotImplementedError without a reason; versions/b2_x.py:12 raises: data is gone; nothing was undone",
  ],
  [
    { verifiedDownTo: "b2", revisions: 2, noDowngrade: [{ revision: "b2", file: "versions/b2_x.py" }] },
    "round trip verified down to b2: versions/b2_x.py has no downgrade",
  ],
  [
    { verifiedDownTo: "b2", revisions: 2, failed: ["b2"] },
    "round trip verified down to b2: the downgrade of b2 fails",
  ],
])("%j: %s", (data, expected) => {
  expect(roundtripLimit(roundtrip(data))).toBe(expected);
});

test("a round trip that ended early is never silently green", () => {
  const report = reportOf([
    target("users", { checks: [roundtrip({ verifiedDownTo: "b2", irreversible: [stop] })] }),
  ]);
  const options = {
    theme: createTheme({ color: false, unicode: true }),
    width: 120,
    verbosity: 0,
    why: () => null,
    pathPrefix: "",
    codeScanning: false,
    randomToken: () => "t",
  };
  expect(report.ok).toBe(true);
  expect(limitLines(report)).toHaveLength(1);
  for (const render of [renderText, renderMarkdown, renderJunit]) {
    const text = render(report, options).replaceAll("\\_", "_");
    expect(text).toContain("round trip verified down to b2: versions/b2_x.py:12 raises: data is gone");
  }
});

test.each([
  ["a floor at the head", { verifiedDownTo: "b2", revisions: 0 }, "–"],
  ["a failure that is accepted", { verifiedDownTo: null }, "–"],
  ["a floor below it", { verifiedDownTo: "b2", revisions: 1 }, "✓"],
  ["a history of nothing", { verifiedDownTo: "base", revisions: 0 }, "✓"],
])("the cell of a round trip to %s", (_what, data, cell) => {
  const report = reportOf([target("users", { checks: [roundtrip(data)] })]);
  const theme = createTheme({ color: false, unicode: true });
  const row = renderTable(report, theme, 120)[1]?.split(/ {2,}/u);
  expect(row?.[3]).toBe(cell);
});

test("a history without revisions is not silently green", () => {
  const passed = { checks: [check("heads", "passed")] };
  const report = reportOf([
    target("users", passed),
    target("stock", { ...passed, revisions: 0, scriptLocation: "stock/migrations" }),
    target("mail", { revisions: 0, checks: [check("heads", "skipped", { reason: "only Python can tell" })] }),
  ]);
  expect(limitLines(report)[0]).toBe(
    "no revisions yet, so nothing was there to check: stock (stock/migrations)",
  );
});

test("revisions that were only counted are counted once, with the rules that did not judge them", () => {
  const counted = (...ids: readonly ("files" | "lint")[]) =>
    limitLines(
      reportOf([
        target("users", { checks: ids.map((id) => check(id, "passed", { data: { released: 3 } })) }),
      ]),
    );
  expect(counted("files")).toEqual([
    "3 released revisions were not judged by file rules: --all-revisions judges them",
  ]);
  expect(counted("lint")).toEqual([
    "3 released revisions were not judged by lint: --all-revisions judges them",
  ]);
  expect(counted("files", "lint")).toEqual([
    "3 released revisions were not judged by file rules and lint: --all-revisions judges them",
  ]);
});
