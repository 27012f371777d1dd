import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("offers a way that says there is none", () => {
  const files = { "a1_x.py": exampleRevision({ id: "a1", down: null }, { downgrade: "" }) };
  expect(said("MF103", { files })).toEqual([
    "versions/a1_x.py:4 Revision a1 has no downgrade(): `alembic downgrade` ends with an AttributeError here.\n" +
      'Add `def downgrade() -> None:` that undoes upgrade(), or raises NotImplementedError("why there is no way back").',
  ]);
});
