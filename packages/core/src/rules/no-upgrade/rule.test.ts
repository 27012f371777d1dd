import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const withUpgrade = (upgrade: string): string[] =>
  said("MF102", { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, { upgrade }) } });

it("says what happens", () => {
  expect(withUpgrade("")).toEqual([
    "versions/a1_x.py:4 Revision a1 has no upgrade(): `alembic upgrade` ends with an AttributeError here.\n" +
      "Add `def upgrade() -> None:` with what the revision does, or `pass`.",
  ]);
});

it("does not guess where the function may come from elsewhere", () => {
  expect(withUpgrade("from shop.steps import *")).toEqual([]);
  expect(withUpgrade("if x:\n    def upgrade(): run()")).toEqual([]);
  expect(withUpgrade("def upgrades(): pass")).toHaveLength(1);
});
