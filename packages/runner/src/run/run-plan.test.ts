import { expect, it } from "vitest";
import { runPlan } from "./run-plan.ts";

/** A piece of work that the test ends by hand. */
function gate() {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

it("has at most `jobs` pieces at work, and keeps the order of the pieces", async () => {
  const gates = [gate(), gate(), gate(), gate()];
  const started: number[] = [];
  const run = runPlan(
    gates.map((one, index) => async () => {
      started.push(index);
      await one.promise;
      return index;
    }),
    2,
  );
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(started).toEqual([0, 1]);
  gates[1]?.open();
  await new Promise(setImmediate);
  expect(started).toEqual([0, 1, 2]);
  for (const one of gates) one.open();
  expect(await run).toEqual([0, 1, 2, 3]);
});

it("lets the others end before a bug is rethrown", async () => {
  const ended: string[] = [];
  const run = runPlan<void>(
    [
      async () => {
        throw new Error("bug");
      },
      async () => {
        await new Promise(setImmediate);
        ended.push("other");
      },
    ],
    2,
  );
  await expect(run).rejects.toThrow("bug");
  expect(ended).toEqual(["other"]);
});
