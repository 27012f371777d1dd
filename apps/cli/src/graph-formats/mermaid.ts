import { drawGraph, isAllNew } from "@migrun/core";
import type { DrawnItem, GraphTarget } from "@migrun/core";
import { oneLine } from "../plain-text.ts";
import type { GraphFormat, GraphLook } from "./graph-format.ts";
import { describeItem } from "./words.ts";

/** A flowchart that GitHub and GitLab draw in Markdown; children point to what they revise. */
export const drawMermaid: GraphFormat = ({ targets, base }, look) => {
  const drawn = targets.flatMap((target, index) =>
    drawTarget(target, { prefix: `t${index}`, look, baseRef: base.ref }),
  );
  return `${["flowchart TB", ...CLASSES, ...drawn].join("\n")}\n`;
};

const CLASSES = [
  "  classDef head stroke-width:3px",
  "  classDef new fill:#d8f5dd,stroke:#1a7f37,color:#0b3d1a",
  "  classDef more stroke-dasharray:4 3,color:#6e7781",
];

interface Drawing {
  readonly prefix: string;
  readonly look: GraphLook;
  readonly baseRef: string | null;
}

function drawTarget(target: GraphTarget, { prefix, look, baseRef }: Drawing): readonly string[] {
  const items = drawGraph(target, look);
  // Ids of revisions may hold anything; nodes are numbered.
  const names = new Map(items.map((item, index) => [item.key, `${prefix}r${index}`]));
  const nameOf = (key: string): string => names.get(key) ?? key;
  const allNew = isAllNew(target);
  const nodes = items.flatMap((item) => {
    const { title, tags } = describeItem(item, { baseRef, allNew });
    const lines = item.kind === "revision" ? [item.revision.id, title, tags.join(", ")] : [title];
    const text = lines
      .filter((line) => line !== "")
      .map(escapeText)
      .join("<br>");
    return [
      `    ${nameOf(item.key)}["${text}"]`,
      ...classesOf(item, allNew).map((name) => `    class ${nameOf(item.key)} ${name}`),
    ];
  });
  const edges = items.flatMap((item) =>
    item.links
      .filter((link) => names.has(link.to))
      .map(({ to, kind }) => `    ${nameOf(item.key)} ${kind === "down" ? "-->" : "-.->"} ${nameOf(to)}`),
  );
  return [`  subgraph ${prefix}["${escapeText(target.name)}"]`, ...nodes, ...edges, "  end"];
}

function classesOf(item: DrawnItem, allNew: boolean): readonly string[] {
  if (item.kind !== "revision") return ["more"];
  const { isHead, isNew } = item.revision;
  return [...(isNew && !allNew ? ["new"] : []), ...(isHead ? ["head"] : [])];
}

/** Text between quotes: Mermaid's own entities for what would end it or begin something else. */
function escapeText(text: string): string {
  return oneLine(text).replaceAll(/[#"<>&`\\]/gu, (char) => `#${char.codePointAt(0)};`);
}
