import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";
import type { TextProblem } from "./parse-toml.ts";

/** Reads JSON. Of the engine's message only the place is kept, where it has one: the rest may quote the text. */
export function parseJson(text: string): Result<unknown, TextProblem> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err({ line: lineOf(String(error), text), message: "not valid JSON" });
  }
}

/** V8 ends its message with `at position 15`, from Node 22 on followed by line and column. */
function lineOf(said: string, text: string): number | null {
  const offset = / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(said)?.[1];
  return offset === undefined ? null : text.slice(0, Number(offset)).split("\n").length;
}
