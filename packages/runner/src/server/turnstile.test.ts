import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

const never = new AbortController().signal;

test("lets `size` through, then one for each that leaves, in the order of coming", async () => {
  const turnstile = createTurnstile(1);
  const order: string[] = [];
  const leave = await turnstile.enter(never);
  const waiting = ["one", "two"].map(async (name) => {
    const next = await turnstile.enter(never);
    order.push(name);
    next();
  });
  expect(order).toEqual([]);
  leave();
  leave();
  await Promise.all(waiting);
  expect(order).toEqual(["one", "two"]);
});

test("who gives up does not take a place", async () => {
  const turnstile = createTurnstile(1);
  const leave = await turnstile.enter(never);
  const impatient = new AbortController();
  const refused = turnstile.enter(impatient.signal);
  const patient = turnstile.enter(never);
  impatient.abort(new Error("stop"));
  await expect(refused).rejects.toThrow("stop");
  leave();
  (await patient)();
  await expect(turnstile.enter(impatient.signal)).rejects.toThrow("stop");
});
