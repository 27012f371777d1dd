import type { Effect } from "./effects/effect.ts";
import type { JudgedStatement } from "./lint-run.ts";
import { autocommit, execute } from "./recipe.ts";

/** `op.execute("SET LOCAL search_path = 'archive'")`. */
export function setOperation(
  { name, values }: Pick<Effect<"set">, "name" | "values">,
  word: "SET" | "SET LOCAL",
): string {
  const shown = (values ?? []).map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
  return execute(`${word} ${name} = ${values === null ? "DEFAULT" : shown}`);
}

/** An end to the wait for locks; outside of a transaction SET LOCAL would set nothing. */
export function timeoutFor({ inTransaction }: Pick<JudgedStatement, "inTransaction">): readonly string[] {
  return inTransaction
    ? [execute("SET LOCAL lock_timeout = '5s'")]
    : autocommit([execute("SET lock_timeout = '5s'"), "# … the operations", execute("RESET lock_timeout")]);
}
