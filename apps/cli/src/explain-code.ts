import { MISTAKE_CODES } from "@migrun/core";
import { WHY } from "./messages.ts";

/**
 * Why a finding of a run or of the doctor matters, in a sentence; null where its message says it all. Rules are not
 * loaded for it: `describe-code.ts` knows them too.
 */
export function explainCode(code: string): string | null {
  const mistake = code in MISTAKE_CODES ? MISTAKE_CODES[code as keyof typeof MISTAKE_CODES].why : null;
  return WHY[code] ?? mistake;
}
