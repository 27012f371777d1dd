import { wrap } from "../plain-text.ts";
import type { Theme } from "../theme.ts";
import { allCodes, explain, type Explanation, type Sample } from "./explanation.ts";
import { textOf } from "./render-page.ts";

/** How an explanation looks on a screen. */
interface Look {
  readonly theme: Theme;
  readonly width: number;
}

/** What `migrun explain CODE` prints. */
export function renderExplanation({ bad, good, ...known }: Explanation, look: Look): string {
  const { theme } = look;
  const blocks = [
    [`${theme.bold(`${known.code} ${known.name}`)} ${theme.dim(`(${known.severity}; ${known.judgedBy})`)}`],
    wrap(known.what, look.width),
    ...(known.why === null ? [] : [labelled("why", known.why, look)]),
    ...(known.fix === null ? [] : [labelled("fix", known.fix, look)]),
    ...(bad === null ? [] : [renderSample("found here", bad, look)]),
    ...(good === null ? [] : [renderSample("not here", good, look)]),
    [
      theme.accent("to accept it"),
      ...known.accept.flatMap(({ where, text }) => [`  ${where}:`, `    ${text}`]),
    ],
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** What `migrun explain` prints: every code with its name. */
export function renderCodes({ theme }: Look): string {
  const known = allCodes().flatMap((code) => explain(code) ?? []);
  const longest = Math.max(...known.map(({ name }) => name.length));
  const lines = known.map(
    ({ code, name, severity }) => `${theme.bold(code)}  ${name.padEnd(longest)}  ${theme.dim(severity)}`,
  );
  return `${[...lines, "", "migrun explain CODE says what it means and what to do."].join("\n")}\n`;
}

function labelled(label: string, text: string, { theme, width }: Look): readonly string[] {
  const [head = "", ...more] = wrap(text, width - 5);
  return [`${theme.accent(label)}  ${head}`, ...more.map((line) => `     ${line}`)];
}

/** Code is never broken: it is there to be copied. */
function renderSample(label: string, { parts, notes }: Sample, { theme }: Look): readonly string[] {
  const texts = parts.map((part) =>
    textOf(part)
      .split("\n")
      .map((line) => (line === "" ? "" : `    ${line}`))
      .join("\n"),
  );
  return [theme.accent(label), [...texts, ...notes.map((note) => `  ${note}`)].join("\n\n")];
}
