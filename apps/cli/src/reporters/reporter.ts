import type { Report } from "@migrun/core";
import type { Theme } from "../theme.ts";

/** What a reporter may know beside the report. Nothing here changes what is said, only how. */
export interface RenderOptions {
  readonly theme: Theme;
  /** Columns to fit into. */
  readonly width: number;
  /** 0: what people need; 1 and more: every finding, notices too. */
  readonly verbosity: number;
  /** Why a code matters, in a sentence; null if there is nothing to say. */
  readonly why: (code: string) => string | null;
  /** From the repository root to the working directory, `services/` or empty: CI names files from the root. */
  readonly pathPrefix: string;
  /** Is it for GitHub code scanning? It knows nothing of accepted findings: each would be an open alert. */
  readonly codeScanning: boolean;
  /** Makes an unguessable word: it guards a CI log against commands in text from outside. */
  readonly randomToken: () => string;
}

/** Turns a report into text that ends with a line feed. Pure. */
export type Reporter = (report: Report, options: RenderOptions) => string;
