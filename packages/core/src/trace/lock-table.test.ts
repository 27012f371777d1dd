import { expect, test } from "vitest";
import type { LockMode } from "../lint/locks.ts";
import { lockTable, type LockSource } from "./lock-table.ts";

function statement(
  revision: string,
  locks: Readonly<Record<string, LockMode>>,
  more: Partial<LockSource> & {
    readonly scans?: readonly string[];
    readonly rewrites?: readonly string[];
  } = {},
): LockSource {
  const { scans = [], rewrites = [], ...rest } = more;
  return {
    revision,
    direction: "upgrade",
    file: `versions/${revision}.py`,
    line: 9,
    transaction: 1,
    durationMs: 2,
    trace: {
      locks,
      weaker: {},
      rewrites,
      rebuilt: [],
      scans,
      indexes: [],
      invalid: [],
      constraints: [],
      notNull: [],
      lockTimeoutMs: 0,
      durationMs: 2,
      pausedMs: 0.25,
      watched: false,
      known: new Set(),
    },
    ...rest,
  };
}

test("the strongest lock of each revision on each table, what waits for it, and for how long it was held", () => {
  const rows = lockTable([
    statement("b2", { "public.orders": "ShareUpdateExclusive" }),
    statement("b2", { "public.users": "Share" }, { line: 12, scans: ["public.users"] }),
    statement("b2", { "public.orders": "AccessExclusive" }, { line: 13 }),
    statement("b2", {}, { rewrites: ["public.orders"] }),
    statement("c3", { "public.users": "ShareUpdateExclusive" }, { transaction: null }),
    statement("b2", { "public.other": "AccessExclusive" }, { direction: "downgrade" }),
  ]);
  expect(
    rows.map(({ revision, table, lock, blocks, work, line, heldMs }) => [
      revision,
      table,
      lock,
      blocks,
      work,
      line,
      heldMs,
    ]),
  ).toEqual([
    ["b2", "public.orders", "AccessExclusive", "reads and writes", "rewritten", 13, 4.3],
    ["b2", "public.users", "Share", "writes", "read", 12, 6.5],
    ["c3", "public.users", "ShareUpdateExclusive", "other changes", null, 9, 2],
  ]);
});

test("what changed a table and committed before its locks could be seen is not measured", () => {
  const alone = (locks: Readonly<Record<string, LockMode>>) => {
    const made = statement("b2", locks, { transaction: null });
    const indexes = [{ name: "ix", table: "public.orders", unique: false, valid: true }];
    return { ...made, trace: made.trace && { ...made.trace, watched: true, indexes } };
  };
  expect(lockTable([alone({})])).toMatchObject([
    { table: "public.orders", lock: null, blocks: null, work: "indexed" },
  ]);
  expect(lockTable([alone({}), alone({ "public.orders": "Share" })])).toMatchObject([
    { table: "public.orders", lock: "Share", blocks: "writes" },
  ]);
});
