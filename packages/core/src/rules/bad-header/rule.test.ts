import { expect, it } from "vitest";
import { revisionsOf } from "../../graph/notation.test-data.ts";
import { judge, said } from "../judge.test-data.ts";

const computed = { files: { "a1_x.py": "revision = make_id()\ndown_revision = None\n" } };

it("is a warning where Python was not asked, and where it could tell the id", () => {
  expect(judge(computed).find(({ code }) => code === "MF106")).toMatchObject({ severity: "warning" });
  expect(said("MF106", computed)).toEqual([
    "versions/a1_x.py:1 Only Python can read the header of versions/a1_x.py: `revision` cannot be read from the text: it is computed.\n" +
      "Write `revision` and `down_revision` as plain strings; as it is, `migrun heads` and `migrun all` ask Python.",
  ]);
  const [revision] = revisionsOf("a1<-");
  const resolved = { ...revision!, file: "/repo/versions/a1_x.py", resolvedBy: "python" as const };
  const findings = judge(computed, { python: { "a1_x.py": { kind: "revision", revision: resolved } } });
  expect(findings.filter(({ code }) => code === "MF106")).toMatchObject([
    { severity: "warning", line: 1, revision: "a1" },
  ]);
});

it("gives Python's reason where Python could not load the file", () => {
  const python = {
    "a1_x.py": { kind: "failed" as const, reason: "NameError: name 'make_id' is not defined" },
  };
  expect(said("MF106", computed, { python })[0]).toContain(
    "cannot be loaded: NameError: name 'make_id' is not defined",
  );
  const [failed] = judge(computed, { python }).filter(({ code }) => code === "MF106");
  expect(failed?.severity, "as in the registry: an error").toBeUndefined();
});

it("stays an error for old files that give no revision", () => {
  expect(said("MF106", { files: { "a1_x.py": 'revision = "a1"\n' } }, { released: [""] })).toHaveLength(1);
});

it("names illegal characters of an id", () => {
  const files = { "x.py": "revision = 'a:b'\ndown_revision = None\n" };
  expect(said("MF106", { files })[0]).toContain(
    'Revision id a:b contains ":", which Alembic does not allow in ids (from 1.17.1).',
  );
});
