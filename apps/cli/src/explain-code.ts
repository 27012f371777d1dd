import { RULES } from "@migrun/core";
import { WHY } from "./messages.ts";

/** Why a finding of this code matters, in a sentence; null where its message says it all. */
export function explainCode(code: string): string | null {
  return RULES.find((rule) => rule.code === code)?.docs.why ?? WHY[code] ?? null;
}
