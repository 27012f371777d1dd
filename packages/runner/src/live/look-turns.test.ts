import { expect, test } from "vitest";
import type { DatabasePlace } from "../database/connect.ts";
import { LookTurns } from "./look-turns.ts";
import type { LiveTarget } from "./read-live-targets.ts";

function at(host: string): Pick<LiveTarget, "place"> {
  const endpoint = { host, port: 5432, user: "u", password: "" };
  const attempts: readonly DatabasePlace[] = [{ endpoint, database: "d" }];
  return { place: { ok: true, value: { kind: "postgresql", attempts } } };
}

/** What looks wait for until the test lets go. */
function gate(): { readonly answer: Promise<void>; readonly wake: () => void } {
  let wake = (): void => {};
  const answer = new Promise<void>((resolve) => (wake = resolve));
  return { answer, wake: () => wake() };
}

test("a server has sixteen looks at once, one that hangs holds up no other, and all come in the end", async () => {
  const turns = new LookTurns();
  const { signal } = new AbortController();
  let [atWork, most, seen] = [0, 0, 0];
  const { answer, wake } = gate();
  const hang = async (): Promise<void> => {
    atWork += 1;
    most = Math.max(most, atWork);
    await answer;
    atWork -= 1;
    seen += 1;
  };
  const slow = Array.from({ length: 100 }, () => turns.run(at("slow"), signal, hang));
  expect(await turns.run(at("quick"), signal, () => Promise.resolve("quick"))).toBe("quick");
  expect(atWork).toBe(16);
  wake();
  await Promise.all(slow);
  expect([most, seen, atWork]).toEqual([16, 100, 0]);
});

test("who waits for a turn goes when the signal says so, and nobody's turn is lost", async () => {
  const turns = new LookTurns();
  const controller = new AbortController();
  const { answer, wake } = gate();
  const held = Array.from({ length: 16 }, () => turns.run(at("s"), controller.signal, () => answer));
  const waiting = turns.run(at("s"), controller.signal, () => Promise.resolve("too late"));
  await turns.run(at("other"), controller.signal, () => Promise.resolve());
  controller.abort("SIGTERM");
  await expect(waiting).rejects.toBe("SIGTERM");
  wake();
  await Promise.all(held);
  expect(await turns.run(at("s"), new AbortController().signal, () => Promise.resolve("next"))).toBe("next");
});
