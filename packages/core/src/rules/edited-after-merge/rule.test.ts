import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { judge, said } from "../judge.test-data.ts";

const drops = { upgrade: 'def upgrade():\n    op.execute("DROP TABLE things")' };
const base = { "a1_start.py": exampleRevision({ id: "a1", down: null }) };

it("points at the revision whose code changed", () => {
  const files = { "a1_start.py": exampleRevision({ id: "a1", down: null }, drops) };
  expect(said("MG006", { base, files })[0]).toMatch(
    /^versions\/a1_start\.py:4 Revision a1 is released, and its code has changed since the base\.\n/u,
  );
});

it("is silent where the header alone changed: that is MG005's", () => {
  const before = { ...base, "b2_x.py": exampleRevision({ id: "b2", down: "a1" }) };
  const files = { ...base, "b2_x.py": exampleRevision({ id: "b2", down: null }) };
  const codes = judge({ base: before, files }).map(({ code }) => code);
  expect(codes).toContain("MG005");
  expect(codes).not.toContain("MG006");
});

it("is silent without a base, and on what is new", () => {
  const files = { ...base, "b2_x.py": exampleRevision({ id: "b2", down: "a1" }, drops) };
  expect(said("MG006", { files })).toEqual([]);
  expect(said("MG006", { base, files })).toEqual([]);
});
