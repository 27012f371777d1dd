import { parse, TomlError } from "smol-toml";
import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";

/** Where and why a text could not be read. It never repeats the text, which may hold secrets. */
export interface TextProblem {
  /** 1-based; null if unknown. */
  readonly line: number | null;
  readonly message: string;
}

/** Reads TOML. Dates are kept as objects of the parser (see `plainData`). */
export function parseToml(text: string): Result<Readonly<Record<string, unknown>>, TextProblem> {
  try {
    return ok(parse(text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "";
    return err({ line: error.line, message: `not valid TOML: ${reason}` });
  }
}
