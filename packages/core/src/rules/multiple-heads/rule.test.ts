import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const fork = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
  "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }),
  "d4_more.py": exampleRevision({ id: "d4", down: "c3" }),
};

it("names each head with its file and line, and offers to merge", () => {
  expect(said("MG001", { files: fork })).toEqual([
    "versions/b2_orders.py:4 2 heads: `alembic upgrade head` cannot tell which one is meant.\n" +
      "b2 (versions/b2_orders.py:4)\nd4 (versions/d4_more.py:4)\n" +
      "Run `migrun merge users`, which is `alembic -n users merge b2 d4` and the checks after it.",
  ]);
});

it("offers to put a new branch on top of the released head, and points at the new head", () => {
  expect(said("MG001", { files: fork }, { released: ["a1", "b2"] })).toEqual([
    "versions/d4_more.py:4 2 heads: `alembic upgrade head` cannot tell which one is meant.\n" +
      "b2 (versions/b2_orders.py:4)\nd4 (versions/d4_more.py:4)\n" +
      "Run `migrun rebase users` as long as no database has run it: versions/c3_stock.py:4 then revises b2. Else:\n" +
      "Run `migrun merge users`, which is `alembic -n users merge b2 d4` and the checks after it.",
  ]);
});

it("counts effective heads as Alembic does: a revision that is only depended on is still a head", () => {
  const files = {
    "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "a"' }),
    "b2_start.py": exampleRevision({ id: "b2", down: null, extra: 'depends_on = "a1"' }),
  };
  expect(said("MG001", { files })).toHaveLength(1);
  expect(said("MG001", { files, heads: 2 })).toEqual([]);
});

it("judges declared labels one by one", () => {
  const files = {
    ...fork,
    "c3_stock.py": exampleRevision({ id: "c3", down: "a1", extra: 'branch_labels = "stock"' }),
  };
  expect(said("MG001", { files, heads: ["stock", "gone"] }).map((text) => text.split("\n", 1)[0])).toEqual([
    "undefined:undefined No revision carries the branch label gone that the configured heads name.",
    "versions/b2_orders.py:4 1 head outside the declared branches (stock, gone): `alembic upgrade head` cannot tell which one is meant.",
  ]);
  const forked = { ...files, "e5_other.py": exampleRevision({ id: "e5", down: "c3" }) };
  expect(said("MG001", { files: forked, heads: ["stock"] })[0]).toContain(
    "2 heads of branch stock: `alembic upgrade head` cannot tell which one is meant.\nd4 (",
  );
});

it("lets labels stand on the trunk and on a branch of it", () => {
  const files = {
    ...fork,
    "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "shop"' }),
    "c3_stock.py": exampleRevision({ id: "c3", down: "a1", extra: 'branch_labels = "stock"' }),
  };
  expect(said("MG001", { files, heads: ["shop", "stock"] })).toEqual([]);
});
