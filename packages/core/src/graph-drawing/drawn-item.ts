import type { GraphRevision } from "../graph-document/graph-document.ts";

/** What an item hangs on: the key of an item further down. */
export interface DrawnLink {
  readonly to: string;
  readonly kind: "down" | "depends-on";
}

/** One row of a drawing, newest first. */
export type DrawnItem =
  | {
      readonly kind: "revision";
      readonly key: string;
      readonly revision: GraphRevision;
      /** The newest released revision of its line, where something is new: all above it is. */
      readonly isBase: boolean;
      /** Does another file have its id too? */
      readonly isTwice: boolean;
      readonly links: readonly DrawnLink[];
    }
  /** A line of revisions of which there is nothing to say, newest first. */
  | {
      readonly kind: "run";
      readonly key: string;
      readonly ids: readonly string[];
      readonly links: readonly DrawnLink[];
    }
  /** Everything below the last ones that were asked for. */
  | { readonly kind: "older"; readonly key: string; readonly count: number; readonly links: readonly [] };
