import type { FindingDraft } from "../findings/finding.ts";
import type { GraphRuleInput } from "./define-rule.ts";
import { GRAPH_RULES } from "./graph-rules.ts";

/** The check `heads`: every graph rule on one target's history, released or new. */
export function checkHeads(input: GraphRuleInput): FindingDraft[] {
  return GRAPH_RULES.flatMap(({ code, check }) =>
    check(input).map((finding) => ({ ...finding, code, check: "heads" as const })),
  );
}
