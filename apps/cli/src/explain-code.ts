import { MISTAKE_CODES, RULES } from "@migrun/core";
import { WHY } from "./messages.ts";

/**
 * Why a finding of this code matters, in a sentence; null where its message says it all. Rules on SQL are not loaded
 * for it: `describe-code.ts` knows them too.
 */
export function explainCode(code: string): string | null {
  const mistake = code in MISTAKE_CODES ? MISTAKE_CODES[code as keyof typeof MISTAKE_CODES].why : null;
  return RULES.find((rule) => rule.code === code)?.docs.why ?? WHY[code] ?? mistake;
}
