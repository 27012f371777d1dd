/** A horizontal line from the lane of an item to other lanes, between two rows. */
export interface Connection {
  readonly lane: number;
  readonly others: readonly number[];
  /** Lanes that run past. */
  readonly used: readonly boolean[];
  /** `up`: the others come from above and end here. `down`: they begin here. */
  readonly goes: "up" | "down";
}

/** What lines and nodes look like. */
export interface Strokes {
  readonly node: string;
  readonly head: string;
  readonly more: string;
  readonly line: string;
  connect(connection: Connection): string;
}

/** Which of the four sides of a cell a stroke leaves it by: up, right, down, left. */
type Sides = `${0 | 1}${0 | 1}${0 | 1}${0 | 1}`;

const UNICODE: Readonly<Record<string, string>> = {
  "0000": " ",
  "1010": "│",
  "0101": "─",
  "1111": "┼",
  "1110": "├",
  "1011": "┤",
  "1101": "┴",
  "0111": "┬",
  "1001": "╯",
  "1100": "╰",
  "0011": "╮",
  "0110": "╭",
};

/** Strokes of a terminal that knows box drawing, or of one that knows ASCII alone. */
export function createStrokes(unicode: boolean): Strokes {
  const paint = (sides: Sides): string => (unicode ? (UNICODE[sides] ?? " ") : ascii(sides));
  const look = unicode
    ? { node: "●", head: "◉", more: "┆", line: "│" }
    : { node: "*", head: "@", more: ":", line: "|" };
  return { ...look, connect: (connection) => connect(connection, paint) };
}

function ascii(sides: Sides): string {
  if (sides === "0000") return " ";
  if (sides === "0101") return "-";
  if (sides === "1010") return "|";
  if (sides === "1001" || sides === "0110") return "/";
  if (sides === "1100" || sides === "0011") return "\\";
  return "+";
}

function connect({ lane, others, used, goes }: Connection, paint: (sides: Sides) => string): string {
  const ends = [lane, ...others];
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const cells: string[] = [];
  for (let at = 0; at <= Math.max(last, used.length - 1); at += 1) {
    const isEnd = others.includes(at);
    const passes = at === lane || (used[at] === true && !isEnd);
    const up = passes || (isEnd && goes === "up");
    const down = passes || (isEnd && goes === "down");
    const [right, left] = [at >= first && at < last, at > first && at <= last];
    cells.push(paint(`${bit(up)}${bit(right)}${bit(down)}${bit(left)}`));
    cells.push(right ? paint("0101") : " ");
  }
  return cells.join("").trimEnd();
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
