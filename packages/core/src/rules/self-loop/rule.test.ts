import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { judge, said } from "../judge.test-data.ts";

it.each([
  ["down_revision", { id: "a1", down: "a1" }],
  ["depends_on", { id: "a1", down: null, extra: 'depends_on = "a1"' }],
])("tells a revision that names itself as its %s", (name, header) => {
  const files = { "a1_start.py": exampleRevision(header) };
  expect(said("MG013", { files })[0]).toContain(`Revision a1 names itself as its ${name}.`);
  expect(judge({ files }).filter(({ code }) => code === "MG004" || code === "MG014")).toEqual([]);
});
