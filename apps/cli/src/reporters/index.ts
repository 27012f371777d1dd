import type { ReportName } from "../command-spec.ts";
import { renderJson } from "./json.ts";
import type { Reporter } from "./reporter.ts";
import { renderText } from "./text/text.ts";

/** Every format of a report; the less common reporters are loaded when they are asked for. */
export const REPORTERS = {
  text: async () => renderText,
  json: async () => renderJson,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
  junit: async () => (await import("./junit.ts")).renderJunit,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
  github: async () => (await import("./github.ts")).renderGithub,
} as const satisfies Record<ReportName, () => Promise<Reporter>>;

/** A name for `--format` and `--report`. */
export type ReportFormat = ReportName;

/** Whether a format of this name exists. */
export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(REPORTERS, name);
}
