import { drawGraph, isAllNew, layOutLanes } from "@migrun/core";
import type { DrawnItem, GraphTarget, LaneRow } from "@migrun/core";
import { displayWidth, oneLine, padEnd, truncate } from "../plain-text.ts";
import type { Theme } from "../theme.ts";
import type { GraphFormat, GraphLook } from "./graph-format.ts";
import { createStrokes, type Strokes } from "./strokes.ts";
import { describeItem, graphSize, type ItemWords } from "./words.ts";

/** A drawing in lanes, newest first, as `git log --graph` has taught everybody to read it. */
export const drawText: GraphFormat = ({ targets, base }, look) =>
  `${targets.map((target) => drawTarget(target, base.ref, look).join("\n")).join("\n\n")}\n`;

function drawTarget(target: GraphTarget, baseRef: string | null, look: GraphLook): readonly string[] {
  const { theme } = look;
  const strokes = createStrokes(theme.unicode);
  const { rows } = layOutLanes(drawGraph(target, look));
  const title = `${theme.bold(oneLine(target.name))}  ${theme.dim(oneLine(`${target.config} [${target.section}]`))}`;
  const allNew = isAllNew(target);
  const idWidth = rows.reduce(
    (widest, { item }) =>
      item.kind === "revision" ? Math.max(widest, displayWidth(oneLine(item.revision.id))) : widest,
    0,
  );
  const drawn = rows.flatMap((row) => {
    const words = describeItem(row.item, { baseRef, allNew });
    return [
      ...joinLine(row, strokes),
      `${marker(row, strokes, theme)}  ${describe(row.item, words, { look, idWidth, left: 2 * row.above.length })}`,
      ...splitLine(row, strokes),
    ];
  });
  return [title, theme.dim(graphSize(target)), "", ...drawn];
}

/** Lanes that end at this row's item come together above it. */
function joinLine({ lane, joins, above }: LaneRow, strokes: Strokes): readonly string[] {
  if (joins.length === 0) return [];
  return [strokes.connect({ lane, others: joins, used: above, goes: "up" })];
}

/** Lanes that lead to further parents begin below it. */
function splitLine({ lane, splits, below }: LaneRow, strokes: Strokes): readonly string[] {
  if (splits.length === 0) return [];
  return [strokes.connect({ lane, others: splits, used: below, goes: "down" })];
}

function marker({ item, lane, above, joins, below }: LaneRow, strokes: Strokes, theme: Theme): string {
  const width = Math.max(above.length, below.length, lane + 1);
  const cells = Array.from({ length: width }, (_, at) => {
    if (at === lane) return paintNode(item, strokes, theme);
    return above[at] === true && !joins.includes(at) ? strokes.line : " ";
  });
  return cells.join(" ").trimEnd();
}

function paintNode(item: DrawnItem, strokes: Strokes, theme: Theme): string {
  if (item.kind !== "revision") return theme.dim(strokes.more);
  const { isHead, isNew } = item.revision;
  const symbol = isHead ? strokes.head : strokes.node;
  return isNew ? theme.good(symbol) : isHead ? theme.bold(symbol) : symbol;
}

function describe(
  item: DrawnItem,
  { title, tags }: ItemWords,
  { look, idWidth, left }: { readonly look: GraphLook; readonly idWidth: number; readonly left: number },
): string {
  const { theme, width } = look;
  if (item.kind !== "revision") return theme.dim(title);
  const id = padEnd(oneLine(item.revision.id), idWidth);
  const marks = tags.map((tag) => `[${tag}]`).join(" ");
  const room = width - left - displayWidth(id) - displayWidth(marks) - 6;
  const doc = truncate(title, Math.max(12, room), { ellipsis: theme.symbols.ellipsis });
  const parts = [theme.accent(id), ...(marks === "" ? [] : [theme.warn(marks)]), doc];
  return parts.join("  ").trimEnd();
}
