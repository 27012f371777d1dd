import { expect, test } from "vitest";
import { orderTargets } from "./order-targets.ts";

const known = [
  { name: "a", after: [] },
  { name: "b", after: ["a"] },
  { name: "c", after: ["b"] },
];

test("a target waits for what is before it, also through one that is not selected", () => {
  const order = orderTargets(["a", "c"], known);
  expect(order.ok && [...order.value]).toEqual([
    ["a", []],
    ["c", ["a"]],
  ]);
});

test("a target that is not there and a cycle are problems", () => {
  expect(orderTargets(["a"], [{ name: "a", after: ["z"] }])).toMatchObject({
    error: { kind: "unknown", target: "a", after: "z" },
  });
  const cycle = [
    { name: "a", after: ["b"] },
    { name: "b", after: ["a"] },
  ];
  expect(orderTargets(["a", "b"], cycle)).toMatchObject({
    error: { kind: "cycle", targets: ["a", "b", "a"] },
  });
});
