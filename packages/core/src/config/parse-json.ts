import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";
import type { TextProblem } from "./parse-toml.ts";

/** Reads JSON. The engine's own messages quote the text and often lack a place, so the line is found here. */
export function parseJson(text: string): Result<unknown, TextProblem> {
  try {
    return ok(JSON.parse(text));
  } catch {
    const line = text.slice(0, firstWrongOffset(text)).split("\n").length;
    return err({ line, message: "not valid JSON" });
  }
}

const TOKEN =
  /[ \t\r\n]*(?:(?<text>"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?<plain>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|(?<mark>[{}[\],:]))/y;

/** What may come next: `first` follows an opening bracket, so that the closing one may come too. */
type Awaited = "value" | "first value" | "key" | "first key" | "colon" | "more" | "nothing";

/** Offset of the first token that JSON does not allow where it stands; the end of the text if it ends too early. */
function firstWrongOffset(text: string): number {
  const open: string[] = [];
  let awaited: Awaited = "value";
  for (let offset = 0; ; offset = TOKEN.lastIndex) {
    TOKEN.lastIndex = offset;
    const groups = TOKEN.exec(text)?.groups;
    const next: Awaited | null | undefined = groups && follow(groups, awaited, open);
    if (next === null || next === undefined)
      return offset + (/^[ \t\r\n]*/.exec(text.slice(offset))?.[0].length ?? 0);
    awaited = next;
  }
}

/** What may follow a token; null if it may not stand here. Keeps the open brackets. */
function follow(
  groups: Record<string, string | undefined>,
  awaited: Awaited,
  open: string[],
): Awaited | null {
  const { text, plain, mark } = groups;
  const wantsValue = awaited === "value" || awaited === "first value";
  const afterValue = () => (open.length === 0 ? "nothing" : "more");
  if (text !== undefined && (awaited === "key" || awaited === "first key")) return "colon";
  if (text !== undefined || plain !== undefined) return wantsValue ? afterValue() : null;
  if (mark === ":") return awaited === "colon" ? "value" : null;
  if (mark === ",") return awaited === "more" ? (open.at(-1) === "{" ? "key" : "value") : null;
  if (mark === "{" || mark === "[") {
    if (!wantsValue) return null;
    open.push(mark);
    return mark === "{" ? "first key" : "first value";
  }
  const closes = mark === "}" ? "{" : "[";
  const first = mark === "}" ? "first key" : "first value";
  if (open.at(-1) !== closes || (awaited !== "more" && awaited !== first)) return null;
  open.pop();
  return afterValue();
}
