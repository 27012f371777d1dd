import type { GraphDocument, GraphRevision } from "@migrun/core";
import { describe, expect, test } from "vitest";
import { createTheme } from "../theme.ts";
import type { GraphLook } from "./graph-format.ts";
import { drawMermaid } from "./mermaid.ts";
import { drawSvg } from "./svg.ts";
import { drawText } from "./text.ts";

function revision(id: string, down: readonly string[], over: Partial<GraphRevision> = {}): GraphRevision {
  return {
    id,
    file: `versions/${id}.py`,
    line: 9,
    doc: `Make ${id}\nand more`,
    down,
    dependsOn: [],
    labels: [],
    isHead: false,
    isNew: false,
    ...over,
  };
}

const REVISIONS = [
  revision("aa01", []),
  revision("bb01", ["aa01"], { labels: ["taxes"] }),
  revision("cc01", ["aa01"]),
  revision("dd01", ["bb01"]),
  revision("ee01", ["aa01"], { isHead: true, isNew: true, doc: 'Name <b>"quoted"</b> & #1 `x`' }),
  revision("ff01", ["cc01", "dd01"]),
  revision("gg01", ["ff01"], { isHead: true, isNew: true, dependsOn: ["taxes"] }),
];

const DOCUMENT: GraphDocument = {
  $schema: "urn:migrun:schemas/graph.v1.json",
  schemaVersion: 1,
  base: { ref: "origin/main", commit: "0".repeat(40) },
  problems: [],
  targets: [
    {
      name: "users",
      config: "alembic.ini",
      section: "users",
      scriptLocation: "migrations",
      heads: ["ee01", "gg01"],
      bases: ["aa01"],
      branchPoints: ["aa01"],
      mergePoints: ["ff01"],
      order: REVISIONS.map((one) => one.id),
      revisions: REVISIONS,
      problems: [],
    },
  ],
};

function look(over: Partial<GraphLook> = {}): GraphLook {
  return {
    theme: createTheme({ color: false, unicode: true }),
    width: 60,
    last: null,
    expand: false,
    ...over,
  };
}

describe("text", () => {
  test("lanes part and come together", () => {
    expect(drawText(DOCUMENT, look())).toMatchInlineSnapshot(`
      "users  alembic.ini [users]
      7 revisions, 2 new, 2 heads

      ◉  gg01  [head] [new] [needs taxes]  Make gg01
      ●  ff01  [origin/main]  Make ff01
      ├─╮
      │ │ ◉  ee01  [head] [new]  Name <b>"quoted"</b> & #1 \`x\`
      │ ● │  dd01  Make dd01
      ● │ │  cc01  Make cc01
      │ ● │  bb01  [label taxes]  Make bb01
      ├─┴─╯
      ●  aa01  Make aa01
      "
    `);
  });

  test("in ASCII, the newest only", () => {
    const ascii = createTheme({ color: false, unicode: false });
    expect(drawText(DOCUMENT, look({ theme: ascii, last: 5 }))).toMatchInlineSnapshot(`
      "users  alembic.ini [users]
      7 revisions, 2 new, 2 heads

      @  gg01  [head] [new] [needs taxes]  Make gg01
      *  ff01  [origin/main]  Make ff01
      +-\\
      | | @  ee01  [head] [new]  Name <b>"quoted"</b> & #1 \`x\`
      | * |  dd01  Make dd01
      * | |  cc01  Make cc01
      +-+-/
      :  2 older revisions
      "
    `);
  });
});

test("two thousand revisions fit a screen: runs are one row, and of the newest few the rest is one row", () => {
  const merges = Array.from({ length: 2_000 }, (_, at) => {
    const id = `r${String(at).padStart(4, "0")}`;
    const before = (back: number): string => `r${String(at - back).padStart(4, "0")}`;
    if (at === 0) return revision(id, []);
    // Every 500 a line of 100 stands beside the others, and is merged.
    if (at % 500 === 100) return revision(id, [before(100)]);
    if (at % 500 === 200 && at > 200) return revision(id, [before(1), before(101)]);
    return revision(id, [before(1)], { isHead: at === 1_999, isNew: at > 1_996 });
  });
  const [target] = DOCUMENT.targets;
  const document = { ...DOCUMENT, targets: [{ ...target!, revisions: merges }] };
  const whole = drawText(document, look()).split("\n");
  expect(whole.length).toBeLessThan(50);
  expect(whole.filter((line) => /\d+ revisions: r\d+ to r\d+/u.test(line)).length).toBeGreaterThan(6);
  expect(whole.every((line) => line.length <= 60)).toBe(true);
  const last = drawText(document, look({ last: 12 })).split("\n");
  expect(last.filter((line) => line.includes(" r1"))).toHaveLength(12);
  expect(last.at(-2)).toBe("┆  1988 older revisions");
  expect(drawText(document, look({ expand: true })).split("\n").length).toBeGreaterThan(2_000);
});

test("mermaid: names are numbers, texts are escaped", () => {
  expect(drawMermaid(DOCUMENT, look())).toMatchInlineSnapshot(`
    "flowchart TB
      classDef head stroke-width:3px
      classDef new fill:#d8f5dd,stroke:#1a7f37,color:#0b3d1a
      classDef more stroke-dasharray:4 3,color:#6e7781
      subgraph t0["users"]
        t0r0["gg01<br>Make gg01<br>head, new, needs taxes"]
        class t0r0 new
        class t0r0 head
        t0r1["ff01<br>Make ff01<br>origin/main"]
        t0r2["ee01<br>Name #60;b#62;#34;quoted#34;#60;/b#62; #38; #35;1 #96;x#96;<br>head, new"]
        class t0r2 new
        class t0r2 head
        t0r3["dd01<br>Make dd01"]
        t0r4["cc01<br>Make cc01"]
        t0r5["bb01<br>Make bb01<br>label taxes"]
        t0r6["aa01<br>Make aa01"]
        t0r0 --> t0r1
        t0r0 -.-> t0r5
        t0r1 --> t0r4
        t0r1 --> t0r3
        t0r2 --> t0r6
        t0r3 --> t0r5
        t0r4 --> t0r6
        t0r5 --> t0r6
      end
    "
  `);
});

describe("svg", () => {
  test("refers to nothing outside of it and is well formed", () => {
    const svg = drawSvg(DOCUMENT, look());
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /https?:|url\(|<script|@import/u,
    );
    expect(svg).toContain("Name &lt;b&gt;&quot;quoted&quot;&lt;/b&gt; &amp; #1 `x`");
    const open: string[] = [];
    for (const [, end, name, closed] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/gu)) {
      if (end === "/") expect(open.pop()).toBe(name);
      else if (closed !== "/") open.push(name ?? "");
    }
    expect(open).toEqual([]);
  });

  test("marks heads, what is new, the base, and dependencies", () => {
    const svg = drawSvg(DOCUMENT, look());
    const count = (pattern: RegExp): number => [...svg.matchAll(pattern)].length;
    expect(count(/class="ring /gu)).toBe(2);
    expect(count(/class="node c\d new"/gu)).toBe(2);
    expect(count(/class="node /gu)).toBe(7);
    expect(count(/class="edge c\d needs"/gu)).toBe(1);
    expect(svg).toMatch(/class="tag base"[^>]*>origin\/main</u);
  });
});

test("a name cannot break out of any drawing", () => {
  const [target] = DOCUMENT.targets;
  const bad = "a\u001b[2Jb";
  const revisions = [revision(bad, [], { isHead: true })];
  const hostile = { ...target!, config: bad, revisions, order: [bad], heads: [bad] };
  for (const draw of [drawText, drawMermaid, drawSvg]) {
    const drawn = draw({ ...DOCUMENT, targets: [hostile] }, look());
    expect(drawn).not.toContain("\u001b");
    expect(drawn).toMatch(/a(?:\\|#92;)x1b\[2Jb/u);
  }
});
