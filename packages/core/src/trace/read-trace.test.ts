import { expect, test } from "vitest";
import { type RawRead, type RawState, TracedTransaction } from "./read-trace.ts";

const state: RawState = {
  relations: [
    [100, 11, "orders", "r", 3],
    [101, 12, "recent", "v", 1],
  ],
  schemas: { 11: "public", 12: "sales" },
  notNull: [[100, 1, "id"]],
  scans: [[100, 7]],
  mark: 500,
  timeout: "1min",
};
const nothing: RawRead = {
  held: null,
  relations: null,
  indexes: null,
  constraints: null,
  notNull: null,
  timeout: "1min",
};
const begun = (): TracedTransaction => new TracedTransaction(state);

test("locks: newly taken, named as before, and none weaker than what is held", () => {
  const transaction = begun();
  const read = (...held: readonly (readonly [number, string, number])[]) =>
    transaction.read({
      read: { ...nothing, held },
      watched: null,
      pausedMs: 1,
      durationMs: 2,
    });

  expect(read([100, "RowExclusiveLock", 7], [600, "AccessExclusiveLock", 0])).toMatchObject({
    locks: {},
    weaker: {},
    scans: [],
    lockTimeoutMs: 60_000,
    pausedMs: 1,
    watched: false,
  });
  expect(
    read([100, "RowExclusiveLock", 7], [100, "ShareLock", 8], [101, "AccessExclusiveLock", 0]),
  ).toMatchObject({
    locks: { "public.orders": "Share", "sales.recent": "AccessExclusive" },
    weaker: { "public.orders": "RowExclusive" },
    scans: ["public.orders"],
  });
  expect(read([100, "ShareLock", 8], [100, "ShareUpdateExclusiveLock", 8]).locks).toEqual({});
  // Given back by a rollback to a savepoint, and taken again.
  expect(read([100, "RowExclusiveLock", 8]).locks).toEqual({});
  expect(read([100, "ShareLock", 8]).locks).toEqual({ "public.orders": "Share" });
});

test("the timeout that was in force when the statement began", () => {
  const transaction = begun();
  const read = (timeout: string) =>
    transaction.read({
      read: { ...nothing, timeout },
      watched: null,
      pausedMs: 0,
      durationMs: 2,
    }).lockTimeoutMs;
  expect([read("250ms"), read("0"), read("2h")]).toEqual([60_000, 250, 0]);
});

test("files, indexes, constraints and columns: what is new since the statement before", () => {
  const transaction = begun();
  const read = (tables: Partial<RawRead>) =>
    transaction.read({
      read: { ...nothing, ...tables },
      watched: null,
      pausedMs: 0,
      durationMs: 2,
    });

  expect(
    read({
      relations: [[100, "r", 501, 4]],
      indexes: [
        [200, 100, "orders_pkey", 502, true, true, "i"],
        [503, 100, "ix", 503, false, false, "i"],
      ],
      constraints: [
        [90, 100, "old", "c", true],
        [504, 100, "fk", "f", false],
      ],
      notNull: [
        // Renamed: the column is the same.
        [100, 1, "number"],
        [100, 2, "note"],
        [100, 4, "added"],
      ],
    }),
  ).toMatchObject({
    rewrites: ["public.orders"],
    rebuilt: [],
    indexes: [{ name: "ix", table: "public.orders", unique: false, valid: false }],
    invalid: [{ name: "ix", table: "public.orders" }],
    constraints: [{ name: "fk", table: "public.orders", kind: "foreign-key", validated: false }],
    notNull: ["public.orders.note"],
  });
  expect(
    read({
      relations: [[100, "r", 501, 4]],
      indexes: [
        [200, 100, "orders_pkey", 505, true, true, "i"],
        [503, 100, "ix", 503, true, false, "i"],
      ],
      constraints: [[504, 100, "fk", "f", false]],
      notNull: [
        [100, 1, "id"],
        [100, 2, "note"],
        [100, 4, "added"],
      ],
    }),
  ).toMatchObject({
    rewrites: [],
    rebuilt: [{ name: "orders_pkey", table: "public.orders" }],
    indexes: [],
    constraints: [],
    notNull: [],
  });
});

test("what a second connection saw", () => {
  const trace = begun().read({
    read: nothing,
    watched: [
      [100, "ShareUpdateExclusiveLock"],
      [700, "AccessExclusiveLock"],
    ],
    pausedMs: 0,
    durationMs: 2,
  });
  expect(trace).toMatchObject({ locks: { "public.orders": "ShareUpdateExclusive" }, watched: true });
  expect([...trace.known]).toEqual(["public.orders", "sales.recent"]);
});

test("a transaction that knows what there was before the former one, and what is new since", () => {
  const next = new TracedTransaction(
    {
      ...state,
      relations: [
        [100, 11, "renamed", "r", 4],
        [600, 11, "born", "r", 1],
      ],
      notNull: [[600, 1, "id"]],
      mark: 700,
    },
    begun(),
  );
  const trace = next.read({
    read: {
      ...nothing,
      held: [
        [100, "AccessExclusiveLock", 7],
        [101, "AccessExclusiveLock", 0],
        [600, "AccessExclusiveLock", 0],
      ],
      relations: [[600, "r", 650, 1]],
      notNull: [
        [100, 1, "id"],
        [600, 1, "id"],
      ],
    },
    watched: null,
    durationMs: 1,
    pausedMs: 0,
  });
  expect(Object.keys(trace.locks)).toEqual(["public.renamed", "sales.recent", "public.born"]);
  // Its file is older than this transaction, and its column was made nullable by the former one.
  expect(trace).toMatchObject({ rewrites: [], notNull: ["public.renamed.id"] });
});
