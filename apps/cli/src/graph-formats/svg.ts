import { drawGraph, isAllNew, layOutLanes } from "@migrun/core";
import type { GraphTarget, LaneEdge, LaneLayout, LaneRow } from "@migrun/core";
import { displayWidth, neutralise } from "../plain-text.ts";
import type { GraphFormat, GraphLook } from "./graph-format.ts";
import { STYLE } from "./svg-style.ts";
import { describeItem, graphSize, TWICE } from "./words.ts";

/** Measures of the picture, in its own units. */
const ROW = 30;
const LANE = 20;
const MARGIN = 24;
const TITLE = 60;
const GAP = 28;
/** Width of a character of the monospaced ids, and about that of the text beside them. */
const MONO = 7.3;
const SANS = 6.9;
const COLOURS = 6;

/** One picture for all targets, below each other; nothing in it refers to anything outside of it. */
export const drawSvg: GraphFormat = ({ targets, base }, look) => {
  const parts: string[] = [];
  let [top, width] = [MARGIN, 480];
  for (const target of targets) {
    const part = drawTarget(target, { look, baseRef: base.ref, top });
    parts.push(part.svg);
    top += part.height + GAP;
    width = Math.max(width, part.width);
  }
  const height = Math.max(top - GAP, MARGIN) + MARGIN;
  const names = escapeText(targets.map((target) => target.name).join(", "));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Revision graph of ${names}">`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="100%" height="100%" rx="10"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
};

interface Drawing {
  readonly look: GraphLook;
  readonly baseRef: string | null;
  readonly top: number;
}

function drawTarget(
  target: GraphTarget,
  { look, baseRef, top }: Drawing,
): { readonly svg: string; readonly height: number; readonly width: number } {
  const layout = layOutLanes(drawGraph(target, look), ["down", "depends-on"]);
  const text = MARGIN + layout.width * LANE + 14;
  const words = wordsOf(layout, { target, baseRef, left: text, live: look.live });
  const title = look.live === true ? 0 : TITLE;
  const svg = [
    `<g transform="translate(0 ${top})">`,
    ...(look.live === true ? [] : titleOf(target)),
    `<g transform="translate(0 ${title})">`,
    ...layout.edges.map((edge) => drawEdge(edge, layout)),
    ...layout.rows.map((row, index) => drawNode(row, index, isAllNew(target))),
    ...words.svg,
    "</g></g>",
  ].join("\n");
  return { svg, height: title + layout.rows.length * ROW, width: Math.ceil(words.right + MARGIN) };
}

function titleOf(target: GraphTarget): readonly string[] {
  const size = `${target.config} [${target.section}] · ${graphSize(target)}`;
  return [
    `<text class="name" x="${MARGIN}" y="18">${escapeText(target.name)}</text>`,
    `<text class="size" x="${MARGIN}" y="38">${escapeText(size)}</text>`,
  ];
}

const xOf = (lane: number): number => MARGIN + lane * LANE + LANE / 2;
const yOf = (row: number): number => row * ROW + ROW / 2;

/** From a revision into its lane, down the lane, and into the parent. */
function drawEdge({ from, to, lane, kind }: LaneEdge, { rows }: LaneLayout): string {
  const [start, end] = [rows[from]!, rows[to]!];
  const [x1, x2, x3] = [xOf(start.lane), xOf(lane), xOf(end.lane)];
  const [y1, y3] = [yOf(from), yOf(to)];
  const bend = (x: number, fromX: number, y: number): string =>
    x === fromX ? "" : `C${fromX} ${y + ROW / 2} ${x} ${y + ROW / 2} ${x} ${y + ROW}`;
  const into = bend(x2, x1, y1);
  const out = x2 === x3 ? `V${y3}` : `V${y3 - ROW}C${x2} ${y3 - ROW / 2} ${x3} ${y3 - ROW / 2} ${x3} ${y3}`;
  const dashed = kind === "depends-on" ? " needs" : "";
  return `<path class="edge c${lane % COLOURS}${dashed}" d="M${x1} ${y1}${into}${out}"/>`;
}

function drawNode({ item, lane }: LaneRow, index: number, allNew: boolean): string {
  const [x, y] = [xOf(lane), yOf(index)];
  const colour = `c${lane % COLOURS}`;
  if (item.kind !== "revision") {
    // The line is cut, so that the dots stand for what is left out.
    const gap = `<rect class="paper" x="${x - 3}" y="${y - 10}" width="6" height="20"/>`;
    return (
      gap + [-6, 0, 6].map((by) => `<circle class="more ${colour}" cx="${x}" cy="${y + by}" r="2"/>`).join("")
    );
  }
  const { isHead, isNew } = item.revision;
  const ring = isHead ? `<circle class="ring ${colour}" cx="${x}" cy="${y}" r="9"/>` : "";
  return `${ring}<circle class="node ${colour}${isNew && !allNew ? " new" : ""}" cx="${x}" cy="${y}" r="5.5"/>`;
}

function wordsOf(
  { rows }: LaneLayout,
  {
    target,
    baseRef,
    left,
    live,
  }: {
    readonly target: GraphTarget;
    readonly baseRef: string | null;
    readonly left: number;
    readonly live: boolean | undefined;
  },
): { readonly svg: readonly string[]; readonly right: number } {
  const allNew = isAllNew(target);
  const ids = rows.map(({ item }) => (item.kind === "revision" ? displayWidth(item.revision.id) : 0));
  const column = left + Math.max(0, ...ids) * MONO + 16;
  let right = column;
  const svg = rows.map(({ item }, index) => {
    const { title, tags } = describeItem(item, { baseRef, allNew, live });
    const y = yOf(index) + 4;
    if (item.kind !== "revision") {
      right = Math.max(right, left + displayWidth(title) * SANS);
      const hover = item.kind === "run" ? `<title>${escapeText(item.ids.join("\n"))}</title>` : "";
      return `<text class="quiet" x="${left}" y="${y}">${hover}${escapeText(title)}</text>`;
    }
    let x = column;
    const pills = tags.map((tag) => {
      const width = displayWidth(tag) * 7 + 14;
      const pill = `<rect class="pill ${classOf(tag)}" x="${x}" y="${y - 13}" width="${width}" height="18" rx="9"/><text class="tag ${classOf(tag)}" x="${x + width / 2}" y="${y}">${escapeText(tag)}</text>`;
      x += width + 6;
      return pill;
    });
    right = Math.max(right, x + displayWidth(title) * SANS);
    const where = `<title>${escapeText(`${item.revision.file}:${item.revision.line}`)}</title>`;
    return `<text class="id" x="${left}" y="${y}">${where}${escapeText(item.revision.id)}</text>${pills.join("")}<text class="doc" x="${x}" y="${y}">${escapeText(title)}</text>`;
  });
  return { svg, right };
}

function classOf(tag: string): string {
  if (tag === "pending") return "new";
  if (tag === TWICE) return "bad";
  return tag === "head" || tag === "new"
    ? tag
    : tag.startsWith("label ") || tag.startsWith("needs ")
      ? "plain"
      : "base";
}

/** Text for markup. */
export function escapeText(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return neutralise(text).replaceAll(/[&<>"]/gu, (char) => entities[char] ?? char);
}
