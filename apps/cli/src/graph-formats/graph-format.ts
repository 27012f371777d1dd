import type { GraphDocument } from "@migrun/core";
import type { Theme } from "../theme.ts";

/** How a graph is drawn. */
export interface GraphLook {
  readonly theme: Theme;
  /** Columns of text. */
  readonly width: number;
  /** The newest revisions only; null: all. */
  readonly last: number | null;
  readonly expand: boolean;
  /** On a page of live databases: what is new is called pending, and the page has the titles. */
  readonly live?: boolean;
}

/** Draws the graphs of all targets in one format. */
export type GraphFormat = (document: GraphDocument, look: GraphLook) => string;
