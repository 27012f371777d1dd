import type { GraphFormat } from "./graph-format.ts";

/** Every format of `migrun graph`, loaded when it is asked for. */
export const GRAPH_FORMATS: Readonly<Record<string, () => Promise<GraphFormat>>> = {
  text: async () => (await import("./text.ts")).drawText,
  json: async () => (await import("./json.ts")).drawJson,
  mermaid: async () => (await import("./mermaid.ts")).drawMermaid,
  svg: async () => (await import("./svg.ts")).drawSvg,
};
