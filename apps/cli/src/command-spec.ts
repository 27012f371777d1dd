import type { CheckId } from "@migrun/core";
import type { OptionId } from "./options.ts";

/** One command, described once for parsing, help and the reference page. */
export interface CommandSpec {
  /** `all`, or `server install` for a command below another. */
  readonly name: string;
  /** `[names...]` as help shows it; empty if it takes none. */
  readonly operands: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What else one needs to know; paragraphs. */
  readonly details: readonly string[];
  readonly examples: readonly { readonly command: string; readonly what: string }[];
  readonly options: readonly OptionId[];
  /** The formats of `--format`; the first is the default. Empty: no such option. */
  readonly formats: readonly string[];
  /** Whether `--help` lists it among the first. */
  readonly first: boolean;
  /** The checks of a command that runs some. */
  readonly checks: readonly CheckId[];
}

/** Formats of reports. */
export const REPORTS = ["text", "json", "markdown", "junit", "github", "sarif", "gitlab"] as const;
/** One of them. */
export type ReportName = (typeof REPORTS)[number];
/** Options: how a command looks. */
export const LOOK = ["quiet", "verbose", "color", "noColor"] as const;
/** Options: what is judged. */
export const WHICH = ["name", "since", "changed", "allRevisions", "strict", "config"] as const;
/** Options: where databases are made. */
export const DATABASE = ["server", "postgres", "python", "jobs", "isolation", "timeout", "keep"] as const;
/** Options: what is printed. */
export const OUTPUT = ["format", "report", ...LOOK] as const;

/** The checks of `migrun all`. */
export const ALL_CHECKS: readonly CheckId[] = [
  "heads",
  "files",
  "upgrade",
  "lint",
  "sql",
  "drift",
  "roundtrip",
];
