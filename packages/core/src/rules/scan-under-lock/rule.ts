import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { certainScansOf } from "../../trace/certain-scans.ts";
import { certainLocksOf } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A table that was read from end to end by the statement that locked it. */
export const scanUnderLock = defineSqlRule({
  code: "MT305",
  name: "scan-under-lock",
  severity: "error",
  yieldsTo: [
    "MS231",
    "MS201",
    "MS207",
    "MS211",
    "MS212",
    "MS213",
    "MS214",
    "MS215",
    "MS216",
    "MS217",
    "MS218",
    "MS225",
    "MS230",
    "MS232",
    "MS233",
    "MS234",
    "MS235",
    "MS260",
    "MS273",
    "MS274",
    "MS286",
    "MS287",
    "MS288",
    "MS289",
    "MS291",
    "MS299",
    "MD403",
    "MD404",
  ],
  judges: "statement",
  docs: {
    what: "A statement locked an existing table against writes, or against everybody, and read all of it.",
    why: "The lock is held for as long as it takes to read every row.",
    fix: "Let a constraint prove what the statement has to check: added as NOT VALID, validated in the next revision, which lets writes go on.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT check_orders()",
        traces: [{ locks: { "public.orders": "AccessExclusive" }, scans: ["public.orders"] }],
      },
    ],
    good: [
      {
        sql: "SELECT check_orders()",
        traces: [{ locks: { "public.orders": "ShareUpdateExclusive" }, scans: ["public.orders"] }],
      },
      {
        sql: "SELECT check_orders()",
        traces: [{ locks: { "public.orders": "AccessExclusive" }, scans: ["public.users"] }],
      },
      {
        sql: "SELECT check_orders()",
        autocommit: true,
        traces: [{ watched: true, locks: { "public.orders": "Share" }, scans: ["public.orders"] }],
      },
    ],
  },
  check: (at) => {
    const { trace } = at.statement;
    if (trace === null) return [];
    // A rewrite, a build and a constraint are told for what they are.
    const told = new Set([
      ...trace.rewrites,
      ...trace.indexes.map(({ table }) => table),
      ...trace.constraints.map(({ table }) => table),
    ]);
    const scans = certainScansOf(at);
    return certainLocksOf(at)
      .filter(
        ({ relation, mode }) => isAtLeast(mode, "Share") && scans.includes(relation) && !told.has(relation),
      )
      .map(({ relation, mode }) => ({
        effect: null,
        object: `table:${relation}`,
        message: `${shownKey(relation)} was read from end to end under ${lockName(mode)}: ${blockedBy(mode)} wait for each of its rows.`,
        recipe: [],
      }));
  },
});
