import type { GraphNode } from "./graph.ts";

/** A node while its edges are being found. */
export type DraftNode = { -readonly [key in keyof GraphNode]: GraphNode[key] };
