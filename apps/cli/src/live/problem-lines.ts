import type { Finding } from "@migrun/core";
import { oneLine } from "../plain-text.ts";

/** Configs that could not be read as a target, a line each, for stderr. */
export function problemLines(problems: readonly Finding[]): string {
  return problems
    .filter(({ severity, suppressed }) => severity !== "notice" && suppressed === null)
    .map(({ file, line, message }) => {
      const place = file === null ? "" : `${file}${line === null ? "" : `:${line}`}: `;
      return `migrun: ${oneLine(`${place}${message}`)}\n`;
    })
    .join("");
}
