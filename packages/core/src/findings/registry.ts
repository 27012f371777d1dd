import { RULES } from "../rules/index.ts";
import { RUN_CODES, type CodeInfo } from "./codes.ts";

/** Every code that a finding may carry: rules, and what only running can find. */
export const REGISTRY: Readonly<Record<string, CodeInfo>> = {
  ...RUN_CODES,
  ...Object.fromEntries(
    RULES.map((rule) => [rule.code, { rule: rule.name, severity: rule.severity, what: rule.docs.what }]),
  ),
};
