import type { CodeInfo } from "../findings/codes.ts";

/**
 * Settings of rules by code: a rule's name and its code are one setting. Where both are given, the code goes
 * before the name. Words that nobody knows stay as they are (`checkRuleNames` tells them).
 */
export function rulesByCode<T>(
  rules: Readonly<Record<string, T>>,
  registry: Readonly<Record<string, CodeInfo>>,
): Record<string, T> {
  const codeOf = new Map(Object.entries(registry).map(([code, info]) => [info.rule, code]));
  const entries = Object.entries(rules);
  const named = entries.flatMap(([name, setting]) => {
    const code = codeOf.get(name);
    return code === undefined ? [] : [[code, setting] as const];
  });
  return Object.fromEntries([...named, ...entries.filter(([name]) => !codeOf.has(name))]);
}
