import type { Effect, EffectKind } from "./effects/effect.ts";
import { columnOf, nodesOf } from "./expressions.ts";
import type { JudgedStatement } from "./lint-run.ts";
import { mainEffects } from "./recipe-operation.ts";

/** What fails the second time unless it is written with IF EXISTS, IF NOT EXISTS or OR REPLACE. */
const GUARDED: ReadonlySet<EffectKind> = new Set<EffectKind>([
  "create-table",
  "create-view",
  "create-sequence",
  "drop-relation",
  "add-column",
  "drop-column",
  "drop-constraint",
  "create-index",
  "drop-index",
  "add-enum-value",
  "create-function",
  "drop-object",
  "create-schema",
  "drop-schema",
  "create-extension",
]);

/** What fails the second time however it is written. */
const ONCE: ReadonlySet<EffectKind> = new Set<EffectKind>([
  "add-constraint",
  "create-type",
  "create-domain",
  "rename-relation",
  "rename-column",
  "rename-constraint",
  "rename-index",
  "rename-object",
  "rename-enum-value",
  "rename-schema",
  "move-relation",
  "move-object",
  "create-trigger",
  "create-rule",
  "create-policy",
  "attach-partition",
  "detach-partition",
  "inherit",
  "disinherit",
  "add-identity",
  "drop-identity",
  "drop-expression",
  "create-subscription",
]);

/** What a statement does that cannot be done again; null: it may run twice. */
export function onceOnly(judged: JudgedStatement): Effect | null {
  return mainEffects(judged).find(isOnceOnly) ?? null;
}

function isOnceOnly(effect: Effect): boolean {
  if (effect.kind === "dml") return addsAgain(effect);
  if (effect.kind === "server-wide")
    return effect.what.startsWith("create") || effect.what.startsWith("drop");
  if (effect.kind === "add-constraint" && effect.on.known === null && effect.on.isNew) return false;
  if (ONCE.has(effect.kind)) return true;
  return GUARDED.has(effect.kind) && "guarded" in effect && !effect.guarded;
}

/** Rows that would be there twice, `n = n + 1`. */
function addsAgain({ verb, addsOnce, node }: Effect<"dml">): boolean {
  if (verb === "insert" || verb === "copy") return !addsOnce;
  return (node.UpdateStmt?.targetList ?? []).some(({ ResTarget: target }) =>
    nodesOf(target?.val, "A_Expr").some((operation) =>
      nodesOf(operation, "ColumnRef").some((column) => columnOf({ ColumnRef: column }) === target?.name),
    ),
  );
}

/** Does the statement change anything that stays? */
export function isOperation({ effects }: JudgedStatement): boolean {
  return effects.some(({ kind }) => !PASSING.has(kind));
}

const PASSING: ReadonlySet<EffectKind> = new Set<EffectKind>([
  "set",
  "query",
  "transaction-control",
  "lock-table",
]);
