import type { Reporter } from "./reporter.ts";

/** Every format of a report; a reporter is loaded when it is asked for. */
export const REPORTERS = {
  text: async () => (await import("./text/text.ts")).renderText,
  json: async () => (await import("./json.ts")).renderJson,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
  junit: async () => (await import("./junit.ts")).renderJunit,
  github: async () => (await import("./github.ts")).renderGithub,
} as const satisfies Record<string, () => Promise<Reporter>>;

/** A name for `--format` and `--report`. */
export type ReportFormat = keyof typeof REPORTERS;

/** Whether a format of this name exists. */
export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(REPORTERS, name);
}
