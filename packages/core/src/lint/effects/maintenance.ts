import { LOCK_MODES } from "../locks.ts";
import { wordsOf } from "../names.ts";
import type { Node, NodeKinds } from "../tree.ts";
import { costOf, FREE, lockOn, refOf, refsOf, treeOf } from "./context.ts";
import type { Context } from "./context.ts";
import type { Effect } from "./effect.ts";

/** VACUUM and ANALYZE. */
export function vacuum(context: Context, statement: NodeKinds["VacuumStmt"]): readonly Effect[] {
  const options = (statement.options ?? []).flatMap(({ DefElem: option }) =>
    option?.defname === undefined || isOff(option.arg) ? [] : option.defname,
  );
  const full = options.includes("full");
  const tables = (statement.rels ?? []).flatMap(({ VacuumRelation: entry }) =>
    entry?.relation === undefined ? [] : [refOf(context, entry.relation)],
  );
  const isVacuum = statement.is_vacuumcmd === true;
  if (tables.length === 0) {
    const what = isVacuum ? (full ? "vacuum-full" : "vacuum") : "analyze";
    return [{ kind: "maintain-database", on: null, what, ...FREE }];
  }
  return tables.map((on): Effect => {
    const mode = full ? "AccessExclusive" : "ShareUpdateExclusive";
    const cost = costOf(context, on, { mode, work: full ? "rewrite" : "none" });
    return isVacuum
      ? { kind: "vacuum", on, full, analyze: options.includes("analyze"), ...cost }
      : { kind: "analyze", on, ...cost };
  });
}

/** `VACUUM (FULL false)`. */
function isOff(value: Node | undefined): boolean {
  const word = value?.Boolean?.boolval === undefined ? wordsOf(value)[0] : String(value.Boolean.boolval);
  return value?.Integer !== undefined
    ? (value.Integer.ival ?? 0) === 0
    : ["false", "off"].includes(word ?? "");
}

/** CLUSTER. */
export function cluster(context: Context, { relation }: NodeKinds["ClusterStmt"]): readonly Effect[] {
  if (relation === undefined) return [{ kind: "maintain-database", on: null, what: "cluster", ...FREE }];
  const on = refOf(context, relation);
  return [{ kind: "cluster", on, ...costOf(context, on, { mode: "AccessExclusive", work: "rewrite" }) }];
}

/** REFRESH MATERIALIZED VIEW. */
export function refreshView(context: Context, statement: NodeKinds["RefreshMatViewStmt"]): readonly Effect[] {
  const on = refOf(context, statement.relation);
  const concurrently = statement.concurrent === true;
  const withData = statement.skipData !== true;
  const cost = costOf(context, on, {
    mode: concurrently ? "Exclusive" : "AccessExclusive",
    work: concurrently ? "scan" : "rewrite",
  });
  return [{ kind: "refresh-view", on, concurrently, withData, ...cost }];
}

/** LOCK TABLE, one effect for each table. */
export function lockTable(context: Context, statement: NodeKinds["LockStmt"]): readonly Effect[] {
  // Postgres numbers the modes from 1, weakest first; without a word it is the strongest.
  const mode = LOCK_MODES[(statement.mode ?? LOCK_MODES.length) - 1] ?? "AccessExclusive";
  return refsOf(context, statement.relations).map((on) => {
    const locks = treeOf(context, on).flatMap((part) => lockOn(part, mode));
    return { kind: "lock-table", on, mode, ...FREE, locks };
  });
}
