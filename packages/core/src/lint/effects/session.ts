import { literalOf } from "../expressions.ts";
import type { NodeKinds, VariableSetStmt } from "../tree.ts";
import { FREE } from "./context.ts";
import type { Effect } from "./effect.ts";

/** SET and RESET. */
export function setVariable(statement: VariableSetStmt): readonly Effect[] {
  const { kind, name = "", args, is_local: local } = statement;
  const base = { kind: "set", on: null, local: local === true, ...FREE } as const;
  if (kind === "VAR_RESET_ALL") return [{ ...base, name: "all", values: null, reset: true }];
  if (kind === "VAR_RESET") return [{ ...base, name, values: null, reset: true }];
  const values =
    kind === "VAR_SET_DEFAULT" ? null : (args ?? []).map((argument) => literalOf(argument) ?? "");
  return [{ ...base, name: name.toLowerCase(), values, reset: false }];
}

const VERBS: Readonly<Record<string, Effect<"transaction-control">["verb"]>> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
  TRANS_STMT_SAVEPOINT: "savepoint",
  TRANS_STMT_RELEASE: "release",
  TRANS_STMT_ROLLBACK_TO: "rollback-to",
};

/** BEGIN, COMMIT and their kin, written in a revision. */
export function transactionControl({
  kind,
  savepoint_name: savepoint,
}: NodeKinds["TransactionStmt"]): readonly Effect[] {
  return [
    {
      kind: "transaction-control",
      on: null,
      verb: VERBS[kind] ?? "other",
      savepoint: savepoint ?? null,
      ...FREE,
    },
  ];
}
