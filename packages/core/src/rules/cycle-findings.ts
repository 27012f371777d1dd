import { relativePath } from "../targets/paths.ts";
import type { GraphRuleInput, RuleFinding } from "./define-rule.ts";

/** A finding for each circle that closes by one kind of edge: the way around it, and the files on the way. */
export function cycleFindings(
  { graph, target }: GraphRuleInput,
  by: "down" | "depends-on",
  { through, hint }: { readonly through: string; readonly hint: string },
): readonly RuleFinding[] {
  return graph.problems.flatMap((problem) => {
    if (problem.kind !== "cycle" || problem.by !== by) return [];
    const loop = problem.loop.flatMap((id) => graph.nodes.get(id)?.revision ?? []);
    const [at] = loop;
    const way = [...problem.loop, problem.loop[0]].join(" -> ");
    const files = loop.map(({ file, line }) => `${relativePath(target.root, file)}:${line}`).join(", ");
    return [
      {
        message: `Cycle through ${through}: ${way} (${files}).`,
        hint,
        revision: at?.id ?? null,
        file: at?.file ?? null,
        line: at?.line ?? null,
      },
    ];
  });
}
