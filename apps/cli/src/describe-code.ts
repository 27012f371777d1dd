import {
  CODE_REGISTRY,
  FILE_RULES,
  GRAPH_RULES,
  type Rule,
  type Severity,
  SQL_RULES,
  type SqlRule,
} from "@migrun/core";
import { explainCode } from "./explain-code.ts";

/** Every rule. Import this file only where codes are explained: rules are many. */
export const ALL_RULES: readonly (Rule | SqlRule)[] = [...FILE_RULES, ...GRAPH_RULES, ...SQL_RULES].toSorted(
  (a, b) => (a.code < b.code ? -1 : 1),
);

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
  readonly rule: Rule | SqlRule | null;
}

/** The record of a code; null where there is no such code. */
export function describeCode(code: string): CodeRecord | null {
  const info = Object.hasOwn(CODE_REGISTRY, code) ? CODE_REGISTRY[code] : undefined;
  if (info === undefined) return null;
  const rule = ALL_RULES.find((one) => one.code === code) ?? null;
  return {
    code,
    name: info.rule,
    severity: info.severity,
    what: info.what,
    why: rule?.docs.why ?? explainCode(code),
    fix: rule?.docs.fix ?? null,
    rule,
  };
}

/** `explainCode`, for rules too. */
export function explainEveryCode(code: string): string | null {
  return describeCode(code)?.why ?? null;
}
