import { describe, expect, it } from "vitest";
import { FILE_RULES } from "./file-rules.ts";
import { GRAPH_RULES } from "./graph-rules.ts";
import { judge } from "./judge.test-data.ts";
import vectors from "./vectors.json" with { type: "json" };

interface Vector {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly base?: Readonly<Record<string, string>>;
  readonly fires: readonly string[];
  readonly silent: readonly string[];
}

/** Vectors name every rule of the catalogue: those that are not written yet are not asked. */
const WRITTEN: ReadonlySet<string> = new Set([...GRAPH_RULES, ...FILE_RULES].map(({ code }) => code));
const written = (codes: readonly string[]): string[] => codes.filter((code) => WRITTEN.has(code));

it("asks every vector of the catalogue", () => {
  const all = vectors as unknown as Vector[];
  expect(all).toHaveLength(56);
  expect(all.filter(({ fires }) => written(fires).some((code) => code.startsWith("MG")))).toHaveLength(9);
});

/** The packages that are the application's in these files. */
const APPLICATION = ["shop", "shop.models", "shop.db"];
/** Rules that say more of a vector than it asks. */
const MORE: Readonly<Record<string, readonly string[]>> = { "py-hidden-ddl": ["MF115"] };

describe.each(vectors as unknown as Vector[])("$id", ({ id, files, base, ...expected }) => {
  const [fires, silent] = [written(expected.fires), written(expected.silent)];
  const history = id.startsWith("graph-") ? files : withParents(files);
  const codes = new Set(
    judge({ files: history, modules: APPLICATION, ...(base === undefined ? {} : { base }) }).map(
      ({ code }) => code,
    ),
  );
  it("fires what it should", () => {
    for (const code of fires) expect(codes).toContain(code);
  });
  it("is silent otherwise", () => {
    for (const code of silent) expect(codes).not.toContain(code);
    if (!id.startsWith("graph-")) expect([...codes]).toEqual(expect.arrayContaining(fires));
    if (!id.startsWith("graph-"))
      expect([...codes].filter((code) => !fires.includes(code))).toEqual(MORE[id] ?? []);
  });
});

/** The vectors of single files stand on revisions a1 and a9. */
function withParents(files: Readonly<Record<string, string>>): Record<string, string> {
  const parent = (id: string, down: string): string =>
    `"""start"""\nrevision = "${id}"\ndown_revision = ${down}\ndef upgrade(): run()\ndef downgrade(): run()\n`;
  const merges = Object.values(files).some((text) => text.includes('"a9"'));
  const parents = { "a1_x.py": parent("a1", "None"), "a9_x.py": parent("a9", '"a1"') };
  return { "a1_x.py": parents["a1_x.py"], ...(merges ? { "a9_x.py": parents["a9_x.py"] } : {}), ...files };
}
