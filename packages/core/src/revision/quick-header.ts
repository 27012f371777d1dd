import type { ParsedRevision } from "./parse-revision.ts";
import { docOf } from "./python-text.ts";
import type { Revision } from "./revision.ts";
import { isWholeSource } from "./whole-source.ts";

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

type HeaderName = "revision" | "down_revision" | "branch_labels" | "depends_on";

/** What the header assigns; a name that is not there is not bound. */
interface Assignments extends Partial<Record<HeaderName, string | null>> {
  /** Where the last `revision` stands. */
  revisionAt: number;
}

/** A file that says any of this is read with care. Far quicker one by one than as one pattern. */
const INDIRECT_WORDS =
  "global eval locals vars attr__ setattr delattr builtins frame __dict__ __doc__ modules := \0 \r \n@".split(
    " ",
  );
const INDIRECT = /\bexec\b|\bimport[\s(]*\*/;
/** Comments and blank lines, then perhaps a docstring that is a plain literal, alone on its lines. */
const START =
  /(?:[ \t\f]*(?:#[^\n]*)?\n)*(?:("""(?:[^"\\]|"(?!""))*"""|'''(?:[^'\\]|'(?!''))*'''|"(?!"")[^"\\\n]*"|'(?!'')[^'\\\n]*')[ \t\f]*(?:#[^\n]*)?(?=\n|$))?/y;
const STRING_START = /[ \t\f]*\(*\s*[a-z]{0,2}["']/iy;
const ASSIGNMENT =
  /(revision|down_revision|branch_labels|depends_on)[ \t\f]*(?::[^=\n#"']+)?=[ \t\f]*(?:(None)|"([^"\\\n]*)"|'([^'\\\n]*)')[ \t\f]*(?:#[^\n]*)?(?=\n|$)/y;
/** The next statement begins at the margin, and does not go on with the one before. */
const ENDS = /(?:\n[ \t\f]*(?:#[^\n]*)?(?=\n|$))*(?:$|\n(?![ \t\f]|(?:elif|else|except|finally)\b))/y;
const NAME = /down_revision|revision|branch_labels|depends_on/g;

function readQuickHeader(source: string): QuickHeader | null {
  for (const word of INDIRECT_WORDS) if (source.includes(word)) return null;
  if (source.startsWith("@") || INDIRECT.test(source)) return null;
  START.lastIndex = 0;
  const docstring = START.exec(source)?.[1];
  const from = START.lastIndex;
  if (docstring === undefined ? matches(STRING_START, source, from) : !matches(ENDS, source, from))
    return null;
  if (!isWholeSource(source, from)) return null;
  const header = readAssignments(source, from);
  if (header === null) return null;
  const {
    revision,
    down_revision: down,
    branch_labels: labels = null,
    depends_on: dependsOn = null,
  } = header;
  if (revision == null || down === undefined) return null;
  const doc = docstring === undefined ? "" : docOf(contentOf(docstring));
  return { id: revision, line: lineAt(source, header.revisionAt), doc: copyOf(doc), down, labels, dependsOn };
}

/** Null where a name of the header stands in any other statement than a plain assignment to it. */
function readAssignments(source: string, from: number): Assignments | null {
  const header: Assignments = { revisionAt: 0 };
  NAME.lastIndex = from;
  while (NAME.test(source)) {
    const at = NAME.lastIndex;
    const lineStart = source.lastIndexOf("\n", at - 1) + 1;
    ASSIGNMENT.lastIndex = lineStart;
    const plain = ASSIGNMENT.exec(source);
    if (plain === null) {
      if (!isHarmless(source, lineStart)) return null;
      NAME.lastIndex = lineEnd(source, at);
      continue;
    }
    const end = ASSIGNMENT.lastIndex;
    if (!matches(ENDS, source, end)) return null;
    const name = plain[1] as HeaderName;
    header[name] = plain[2] === undefined ? copyOf(plain[3] ?? plain[4] ?? "") : null;
    if (name === "revision") header.revisionAt = lineStart;
    NAME.lastIndex = end;
  }
  return header;
}

/** A comment, or a line of a function: what is called `revision` there is its own. */
function isHarmless(source: string, lineStart: number): boolean {
  if (matches(COMMENT_LINE, source, lineStart)) return true;
  let start = lineStart;
  while (start > 0 && MARGIN.includes(source.charAt(start))) start = source.lastIndexOf("\n", start - 2) + 1;
  return start < lineStart && matches(FUNCTION, source, start);
}

const COMMENT_LINE = /[ \t\f]*#/y;
/** How lines begin that go on with a statement above. */
const MARGIN = " \t\f\n#)]}\"'";
const FUNCTION = /(?:async[ \t]+)?def[ \t]/y;

function matches(pattern: RegExp, source: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(source);
}

function contentOf(literal: string): string {
  const quotes = literal.length >= 6 && literal.startsWith(literal.charAt(0).repeat(3)) ? 3 : 1;
  return literal.slice(quotes, -quotes);
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf("\n"); at !== -1 && at < offset; at = source.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** V8 copies what is shorter, and keeps the whole source alive for a longer piece of it. */
const SHORTEST_SLICE = 13;

function copyOf(piece: string): string {
  return piece.length < SHORTEST_SLICE ? piece : ` ${piece}`.slice(1);
}
