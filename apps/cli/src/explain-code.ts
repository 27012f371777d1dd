import { CODE_REGISTRY, MISTAKE_CODES, type Rule, RULES, type Severity } from "@migrun/core";
import { WHY } from "./messages.ts";

/** What is known of a code without a finding: for `migrun explain`, its page in the docs, and reports. */
export interface CodeRecord {
  readonly code: string;
  /** Its name: `multiple-heads`. */
  readonly name: string;
  readonly severity: Severity;
  readonly what: string;
  /** Null where what it is says why it matters. */
  readonly why: string | null;
  /** Null where only a finding can say what to do. */
  readonly fix: string | null;
  /** The rule behind it; null for what runs and the doctor find. */
  readonly rule: Rule | null;
}

/** Why a finding of this code matters, in a sentence; null where its message says it all. */
export function explainCode(code: string): string | null {
  return describeCode(code)?.why ?? null;
}

/** The record of a code; null where there is no such code. */
export function describeCode(code: string): CodeRecord | null {
  const info = Object.hasOwn(CODE_REGISTRY, code) ? CODE_REGISTRY[code] : undefined;
  if (info === undefined) return null;
  const rule = RULES.find((one) => one.code === code) ?? null;
  const mistake = code in MISTAKE_CODES ? MISTAKE_CODES[code as keyof typeof MISTAKE_CODES].why : null;
  return {
    code,
    name: info.rule,
    severity: info.severity,
    what: info.what,
    why: rule?.docs.why ?? WHY[code] ?? mistake,
    fix: rule?.docs.fix ?? null,
    rule,
  };
}
