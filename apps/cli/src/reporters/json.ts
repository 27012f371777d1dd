import type { Reporter } from "./reporter.ts";

/** The report itself: exactly one JSON document. */
export const renderJson: Reporter = (report) => `${toJson(report)}\n`;

/** JSON that is also harmless where it is printed: C1 controls, which JSON leaves as they are, are escaped. */
export function toJson(value: unknown): string {
  // oxlint-disable-next-line no-control-regex
  return JSON.stringify(value, null, 2).replaceAll(/[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g, escape);
}

function escape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
