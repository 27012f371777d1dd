import { nameOfKey, shownKey } from "../../lint/names.ts";
import { validate } from "../../lint/recipe.ts";
import type { ConstraintKind } from "../../trace/statement-trace.ts";
import { isHidden } from "../../trace/certain-scans.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A constraint that was checked against every row while it was added. */
export const constraintAddedValid = defineSqlRule({
  code: "MT307",
  name: "constraint-added-valid",
  severity: "error",
  yieldsTo: [
    "MS211",
    "MS212",
    "MS214",
    "MS215",
    "MS217",
    "MS218",
    "MS225",
    "MS230",
    "MS232",
    "MS233",
    "MS234",
    "MS235",
  ],
  judges: "statement",
  docs: {
    what: "A statement added a constraint to an existing table and checked every row of it.",
    why: "Adding a check or NOT NULL holds ACCESS EXCLUSIVE, a foreign key SHARE ROW EXCLUSIVE on both tables, for as long as the check of all rows takes.",
    fix: "Add the constraint as NOT VALID, and validate it in a later revision: that lets writes go on.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT guard_orders()",
        traces: [
          {
            locks: { "public.orders": "AccessExclusive" },
            scans: ["public.orders"],
            constraints: [{ name: "ck_total", table: "public.orders", kind: "check", validated: true }],
          },
        ],
      },
      {
        sql: "SELECT guard_orders()",
        autocommit: true,
        traces: [
          {
            watched: true,
            constraints: [{ name: "ck_total", table: "public.orders", kind: "check", validated: true }],
          },
        ],
      },
    ],
    good: [
      {
        sql: "SELECT guard_orders()",
        traces: [
          {
            locks: { "public.orders": "AccessExclusive" },
            constraints: [{ name: "ck_total", table: "public.orders", kind: "check", validated: false }],
          },
        ],
      },
      {
        sql: "SELECT guard_orders()",
        traces: [
          {
            locks: { "public.orders": "AccessExclusive" },
            constraints: [{ name: "fk_user", table: "public.orders", kind: "foreign-key", validated: true }],
          },
        ],
      },
    ],
  },
  check: (at) => {
    const { trace } = at.statement;
    // Without a full read there was nothing to check: a column that is new, or a proof. Where it commits by itself,
    // reads are not counted.
    const isRead = (table: string): boolean =>
      trace !== null && (trace.watched ? isHidden(at) : trace.scans.includes(table));
    return (trace?.constraints ?? [])
      .filter(({ kind, table, validated }) => validated && KINDS.has(kind) && isRead(table))
      .map(({ name, kind, table }) => ({
        effect: null,
        object: `table:${table}.constraint:${name}`,
        message: `The ${WORDS[kind]} ${name} was added to ${shownKey(table)} and every row was checked at once: ${kind === "foreign-key" ? "writes" : "reads and writes"} wait for each of its rows.`,
        recipe: ["# as NOT VALID in this revision, and in the next one:", validate(nameOfKey(table), name)],
      }));
  },
});

const WORDS: Partial<Record<ConstraintKind, string>> = {
  check: "check",
  "foreign-key": "foreign key",
  "not-null": "NOT NULL constraint",
};
const KINDS: ReadonlySet<string> = new Set(Object.keys(WORDS));
