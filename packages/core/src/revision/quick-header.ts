import type { ParsedRevision } from "./parse-revision.ts";
import { docOf } from "./python-text.ts";
import { QuickStatements } from "./quick-statements.ts";
import type { Revision } from "./revision.ts";

/**
 * Reads the header of a revision file where nothing else matters (decoded text, any line ends), without a parser: an order
 * of magnitude quicker than `parseRevision`. Null for everything that could be more than plain strings and None; where
 * there is an answer, it is the one of `parseRevision`, without the shape.
 */
export function parseQuickHeader(text: string, file: string): ParsedRevision | null {
  const quick = readQuickHeader(text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text);
  if (quick === null) return null;
  const { id, line, doc } = quick;
  const revision: Revision = {
    id,
    file,
    line,
    doc,
    down: listOf(quick.down),
    dependsOn: listOf(quick.dependsOn === "" ? null : quick.dependsOn),
    labels: listOf(quick.labels),
    resolvedBy: "text",
  };
  return { kind: "revision", revision, shape: null };
}

const NONE: readonly string[] = [];

function listOf(name: string | null): readonly string[] {
  return name === null ? NONE : [name];
}

interface QuickHeader {
  readonly id: string;
  /** 1-based line of the last `revision` assignment. */
  readonly line: number;
  readonly doc: string;
  readonly down: string | null;
  readonly labels: string | null;
  readonly dependsOn: string | null;
}

function readQuickHeader(source: string): QuickHeader | null {
  for (const word of INDIRECT_WORDS) if (source.includes(word)) return null;
  if (EXECUTES.test(source)) return null;
  const statements = new QuickStatements(source);
  const header: Header = { line: 0, doc: "" };
  for (let isFirst = true; statements.next(); isFirst = false) {
    const { from, to } = statements;
    if (isFirst && STRING_START.test(source.slice(from, from + LONGEST_STRING_START))) {
      const doc = docstringOf(source, from, to);
      if (doc === null) return null;
      header.doc = doc;
    } else if (!readAssignment(source, from, to, header) && mayBindHeader(source, from, to)) return null;
  }
  const {
    revision,
    down_revision: down,
    branch_labels: labels = null,
    depends_on: dependsOn = null,
  } = header;
  if (statements.failed || revision == null || down === undefined) return null;
  return { id: revision, line: header.line, doc: header.doc, down, labels, dependsOn };
}

/** What has been read of a header: a name that is not there has not been bound. */
interface Header {
  revision?: string | null;
  down_revision?: string | null;
  branch_labels?: string | null;
  depends_on?: string | null;
  line: number;
  doc: string;
}

/** Takes in a plain assignment to a name of the header; false for every other statement. */
function readAssignment(source: string, from: number, to: number, header: Header): boolean {
  if (!HEADER_START.includes(source.charAt(from)) || to - from > LONGEST_ASSIGNMENT) return false;
  const plain = PLAIN.exec(source.slice(from, to));
  if (plain === null) return false;
  const name = plain[1] as "revision" | "down_revision" | "branch_labels" | "depends_on";
  header[name] = plain[2] === undefined ? copyOf(plain[3] ?? plain[4] ?? "") : null;
  if (name === "revision") header.line = lineAt(source, from);
  return true;
}

/** A file that says any of this is read with care. Far quicker one by one than as one pattern. */
const INDIRECT_WORDS = [
  "global",
  "eval",
  "locals",
  "vars",
  "setattr",
  "__dict__",
  "__doc__",
  "modules",
  ":=",
  "\0",
  "\r",
];
const EXECUTES = /\bexec\s*\(/;
const PLAIN =
  /^(revision|down_revision|branch_labels|depends_on)\s*(?::[^=\n#"']+)?=\s*(?:(None)|"([^"\\\n]*)"|'([^'\\\n]*)')$/;
const STRING_START = /^\(*\s*[a-z]{0,2}["']/i;
const LONGEST_STRING_START = 20;
/** A longer one is left to the parser. */
const LONGEST_ASSIGNMENT = 400;
/** What header names begin with. */
const HEADER_START = "rdb";
const FUNCTION_NAME = /(?:async\s+)?def\s+(\w+)/y;
const HEADER_NAME = /revision|branch_labels|depends_on/;

/** Functions bind what they are called; whatever else names a header name might bind it. */
function mayBindHeader(source: string, from: number, to: number): boolean {
  const first = source.charAt(from);
  if (first === "d" || first === "a") {
    FUNCTION_NAME.lastIndex = from;
    const name = FUNCTION_NAME.exec(source)?.[1];
    if (name !== undefined) return HEADER_NAME.test(name);
  }
  const code = source.slice(from, to);
  return HEADER_NAME.test(code) || (first === "f" && code.includes("*"));
}

/** The docstring of a plain literal; null where it is anything else. */
function docstringOf(source: string, from: number, to: number): string | null {
  const quote = source.charAt(from);
  if (quote !== '"' && quote !== "'") return null;
  const delimiter = source.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  const inner = source.slice(from + delimiter.length, to - delimiter.length);
  const isOne = to - from >= 2 * delimiter.length && source.startsWith(delimiter, to - delimiter.length);
  return isOne && !inner.includes("\\") && !inner.includes(delimiter) ? copyOf(docOf(inner)) : null;
}

function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf("\n"); at !== -1 && at < offset; at = source.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Engines keep the whole source alive for a longer piece of it. */
function copyOf(piece: string): string {
  return ` ${piece}`.slice(1);
}
