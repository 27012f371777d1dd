import type { Effect } from "./effects/effect.ts";
import { execute } from "./recipe.ts";

/** `op.execute("SET LOCAL search_path = 'archive'")`. */
export function setOperation(
  { name, values }: Pick<Effect<"set">, "name" | "values">,
  word: "SET" | "SET LOCAL",
): string {
  const shown = (values ?? []).map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
  return execute(`${word} ${name} = ${values === null ? "DEFAULT" : shown}`);
}
