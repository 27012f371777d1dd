import { describe, expect, it } from "vitest";
import { parseRevision } from "../revision/parse-revision.ts";
import { CODE_REGISTRY } from "../rules/registry.ts";
import { applySourceSuppressions, parseSourceSuppressions } from "./source-suppressions.ts";
import type { SourceSuppressions } from "./source-suppressions.ts";

function parse(text: string): SourceSuppressions {
  const { shape } = parseRevision(`revision = "a"\ndown_revision = None\n${text}`, "/v/a.py");
  if (shape === null) throw new Error("not scanned");
  return parseSourceSuppressions("v/a.py", shape, CODE_REGISTRY);
}

const brief = (text: string): unknown[] =>
  parse(text).suppressions.map(({ code, reason, until, covers }) => [code, reason, until, covers]);
const problems = (text: string): string[] => parse(text).drafts.map(({ message }) => message);

describe("what a comment covers", () => {
  it.each<[string, unknown]>([
    ["x = 1  # migrun: allow MF104 -- why", { from: 3, to: 3 }],
    ["# migrun: allow MF104 -- why\nx = f(\n  1,\n)", { from: 4, to: 6 }],
    ["x = f(\n  1,  # migrun: allow MF104 -- why\n)", { from: 3, to: 5 }],
    ["def f():\n    # migrun: allow MF104 -- why\n\n    # more\n    g()\n    h()", { from: 7, to: 7 }],
    [
      "def f():\n    with g():  # migrun: allow MF104 -- why\n        h()\n        i()\n    j()",
      { from: 4, to: 6 },
    ],
    [
      "def helper(table):\n    op.drop_column(\n        table,\n        'memo',\n    )  # migrun: allow MF104 -- why",
      { from: 4, to: 7 },
    ],
    [
      "def f():\n    for t in (\n        'a',\n    ):\n        # migrun: allow MF104 -- why\n        helper(\n            t,\n        )",
      { from: 8, to: 10 },
    ],
    [
      "def f():\n    # migrun: allow MF104 -- why\n    with op.get_context().autocommit_block():\n        op.execute(\n            'x'\n        )\n\n        g()\n    h()",
      { from: 5, to: 10 },
    ],
    [
      "def f():\n    # migrun: allow MF104 -- why\n    for t in TABLES:\n        g(t)\n        h(t)\n    j()",
      { from: 5, to: 7 },
    ],
    ["def f():\n    for t in T:  # migrun: allow MF104 -- why\n        g(t)\n    j()", { from: 4, to: 5 }],
    ["format(\n    1,\n)  # migrun: allow MF104 -- why\nx = 1", { from: 3, to: 5 }],
    ["x = 1  # noqa: E501  # migrun: allow MF104 -- why", { from: 3, to: 3 }],
    ["# migrun: allow-file MF104 -- why", null],
    ["# migrun: allow MF104 -- why", { from: 3, to: 3 }],
  ])("%j", (text, covers) => {
    expect(brief(text)).toEqual([["MF104", "why", null, covers]]);
  });
});

describe("forms", () => {
  it.each<[string, unknown[]]>([
    ["# migrun: allow-file MF104 -- why until 2027-01-01", [["MF104", "why", "2027-01-01", null]]],
    ["# migrun: allow-file MF104 -- why [until 2027-01-01]", [["MF104", "why", "2027-01-01", null]]],
    [
      "#migrun:allow-file empty-upgrade, MS240 -- a -- b",
      [
        ["MF104", "a -- b", null, null],
        ["MS240", "a -- b", null, null],
      ],
    ],
    [
      "migrun_allow = {'MF104': \"why\", 'MS272': 'tiny'}",
      [
        ["MF104", "why", null, null],
        ["MS272", "tiny", null, null],
      ],
    ],
    ["x = '# migrun: allow-file MF104 -- in a string'", []],
    ["# migrun is mentioned", []],
    ["# as `# migrun: allow MF104 -- why` would", []],
    ["# migrun: allow-file MF104 -- why until 2028-02-29", [["MF104", "why", "2028-02-29", null]]],
    [
      "# migrun: allow-file MF104 -- small until the import runs",
      [["MF104", "small until the import runs", null, null]],
    ],
  ])("%j", (text, expected) => {
    expect(brief(text)).toEqual(expected);
    expect(problems(text)).toEqual([]);
  });
});

describe("what does not hold", () => {
  it.each([
    ["# migrun: allow MF104", "it gives no reason"],
    ["# migrun: allow MF104 --", "it gives no reason"],
    ["# migrun: allow MF104 -- until 2027-01-01", "it gives no reason"],
    ["# migrun: allow -- because", "it names no rule"],
    ["# migrun: allow", "it names no rule"],
    ["# migrun: ignore MF104 -- why", "only `allow` and `allow-file` are known"],
    ["# migrun: allow MF104 -- why until 2027-13-45", "2027-13-45 is no date (YYYY-MM-DD)"],
    ["# migrun: allow MF104 -- why until 2027-04-31", "2027-04-31 is no date (YYYY-MM-DD)"],
    ["# migrun: allow MF104 -- why until 2027-02-29", "2027-02-29 is no date (YYYY-MM-DD)"],
    ["# migrun: allow MF104 -- why [until tomorrow]", "tomorrow is no date (YYYY-MM-DD)"],
    ["migrun_allow = {'MF104': 'why until soon'}", "soon is no date (YYYY-MM-DD)"],
    ["# noqa # migrun: allow MF104", "it gives no reason"],
    ["# migrun: allow empty-upgrad -- why", "empty-upgrad is no rule; did you mean empty-upgrade"],
    ["# migrun: allow XY999 -- why", "XY999 is no rule"],
    ["# migrun: allow-file all -- why", "all is no rule"],
    ["# migrun: allow MG001 -- why", "MG001 cannot be allowed in the source"],
    ["# migrun: allow MX905 -- why", "MX905 cannot be allowed in the source"],
    ["# migrun: allow MX902 -- why", "MX902 cannot be allowed in the source"],
    ["# migrun: allow MX928 -- why", "MX928 cannot be allowed in the source"],
    ["# migrun: allow MG013 -- why", "MG013 cannot be allowed in the source"],
    ["# migrun: allow cycle -- why", "MG004 cannot be allowed in the source"],
    ["migrun_allow = {'MF104': ''}", "it gives no reason"],
  ])("%j", (text, problem) => {
    expect(problems(text)).toEqual([`This suppression does not hold: ${problem}.`]);
    expect(brief(text)).toEqual([]);
  });
});

describe("applying", () => {
  const finding = { code: "MF104", file: "v/a.py", line: 4 };
  const options = { today: "2026-06-01", wasJudged: () => true };
  const apply = (comment: string, found = [finding], with_ = options): unknown => {
    const { suppressions } = parse(`${comment}\ndef upgrade(): pass`);
    const { findings, drafts } = applySourceSuppressions(found, suppressions, with_);
    return [
      findings.map(({ suppressed }) => suppressed),
      drafts.map(({ code, message }) => `${code} ${message}`),
    ];
  };

  it("marks what is covered", () => {
    const suppressed = { kind: "source", reason: "why", until: "2026-06-01" };
    expect(apply("# migrun: allow MF104 -- why until 2026-06-01")).toEqual([[suppressed], []]);
  });
  it("hides nothing once it has expired", () => {
    const expired = "MX902 The suppression of MF104 has expired on 2026-05-31.";
    expect(apply("# migrun: allow MF104 -- why until 2026-05-31")).toEqual([[null], [expired]]);
  });
  it("reports what suppresses nothing, unless it was not judged", () => {
    const unused = "MX901 The suppression of MS240 suppresses nothing.";
    expect(apply("# migrun: allow MS240 -- why")).toEqual([[null], [unused]]);
    expect(apply("# migrun: allow MS240 -- why", [finding], { ...options, wasJudged: () => false })).toEqual([
      [null],
      [],
    ]);
  });
  it("is named before what accepts the finding already", () => {
    const accepted = {
      ...finding,
      suppressed: { kind: "config" as const, reason: "by the configuration", until: null },
    };
    const own = { kind: "source", reason: "why", until: null };
    expect(apply("# migrun: allow MF104 -- why", [accepted])).toEqual([[own], []]);
    expect(apply("", [accepted])).toEqual([[accepted.suppressed], []]);
  });
  it("still allows what a revision does that the run itself tells", () => {
    expect(brief("# migrun: allow-file MX907, MX919 -- why")).toHaveLength(2);
  });
  it("covers neither other lines nor other files", () => {
    const elsewhere = [
      { ...finding, line: 5 },
      { ...finding, file: "v/b.py" },
    ];
    expect(apply("# migrun: allow MF104 -- why", elsewhere)).toEqual([
      [null, null],
      [expect.stringMatching(/^MX901/)],
    ]);
  });
});
