import { expect, it } from "vitest";
import { said } from "../judge.test-data.ts";

it("names the call, and the layer that stops it", () => {
  const text =
    '"""x"""\nimport os as system\nrevision = "a1"\ndown_revision = None\ndef upgrade():\n    system.execvp("psql", [])\ndef downgrade():\n    raise\n';
  expect(said("MF117", { files: { "a1_x.py": text } })).toEqual([
    "versions/a1_x.py:6 Revision a1 starts a program (os.execvp). It runs outside of the migration's transaction, and outside of what isolates a check.\n" +
      "Do it before or after the migration, and give the revision plain data. In checks only `isolation: strict` (Linux) keeps it from other databases.",
  ]);
  expect(said("MF117", { files: { "a1_x.py": text } }, { released: ["a1"] })).toEqual([]);
});
