import { toJson } from "../reporters/json.ts";
import type { GraphFormat } from "./graph-format.ts";

/** The document itself, whole: `--last` and `--expand` are about drawing. */
export const drawJson: GraphFormat = (document) => `${toJson(document)}\n`;
