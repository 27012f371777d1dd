import { shownKey } from "../../lint/names.ts";
import { certainLocksOf } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Existing tables that one transaction may lock against everybody. */
const LIMIT = 10;
/** One more than that, for the examples. */
const TABLES = Array.from({ length: LIMIT + 1 }, (_, at) => `public.part_${at}`);

/** A transaction that locks so many tables against everybody that it will meet somebody. */
export const manyRelationsLocked = defineSqlRule({
  code: "MT309",
  name: "many-relations-locked",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "One transaction took ACCESS EXCLUSIVE locks on more than ten existing tables.",
    why: "Each of them is waited for while the others are held, so one long query on any of them stops them all, and deadlocks become likely.",
    fix: "Change fewer tables in one revision.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT change_all()",
        traces: [{ locks: Object.fromEntries(TABLES.map((table) => [table, "AccessExclusive" as const])) }],
      },
    ],
    good: [
      {
        sql: "SELECT change_all()",
        traces: [
          { locks: Object.fromEntries(TABLES.slice(1).map((table) => [table, "AccessExclusive" as const])) },
        ],
      },
      {
        sql: "SELECT change_all()",
        traces: [{ locks: Object.fromEntries(TABLES.map((table) => [table, "Share" as const])) }],
      },
    ],
  },
  check: ({ statements }) => {
    const locked = statements.flatMap(certainLocksOf).filter(({ mode }) => mode === "AccessExclusive");
    const last = locked.at(-1);
    if (last === undefined || locked.length <= LIMIT) return [];
    return [
      {
        at: last.by,
        effect: null,
        message: `${locked.length} existing tables are locked for reads and writes at once, from ${shownKey(locked[0]?.relation ?? "")} to ${shownKey(last.relation)}.`,
        recipe: ["# one revision for a few tables each"],
      },
    ];
  },
});
