import { WHY } from "./messages.ts";

/** Why a finding of this code matters, in a sentence; null where its message says it all. */
export function explainCode(code: string): string | null {
  return WHY[code] ?? null;
}
