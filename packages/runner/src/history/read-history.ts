import { basename } from "node:path";
import { isBytecode, parseQuickHeader, revisionOf } from "@migrun/core";
import type { FindingDraft, HistoryFile, ParsedRevision, Revision, Target } from "@migrun/core";
import type { LoadedHeader } from "../bridge/protocol.ts";
import { expectFiles } from "../exec/optimizer.ts";
import { decodeSource } from "./decode-source.ts";
import { listRevisionFiles } from "./list-revision-files.ts";
import { type ReadFile, readFiles } from "./read-files.ts";

/** The history of one target, as its files tell it. */
export interface History {
  /** Every file that Alembic would load, in load order. */
  readonly files: readonly HistoryFile[];
  /** The revisions they give, in load order. */
  readonly revisions: readonly Revision[];
  /** Files whose header only Python can tell, and that it has not been asked for. */
  readonly needsPython: readonly string[];
  /** What reading found: files that are loaded twice, links that lead nowhere, headers that Python resolved. */
  readonly drafts: readonly FindingDraft[];
}

/** How a history is read. */
export interface ReadHistoryOptions {
  /** Where nothing but the graph matters: most files then have no shape, and take a fraction of the time. */
  readonly headersOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** What of a target says where its revisions are. */
export type HistoryLocations = Pick<Target, "versionLocations" | "recursiveVersionLocations" | "sourceless">;

/** Reads every revision file of a target, without Python. A file that cannot be read is a finding, never a failure. */
export async function readHistory(
  target: HistoryLocations,
  options: ReadHistoryOptions = {},
): Promise<History> {
  const listed = await listRevisionFiles(target);
  expectFiles(listed.files.length);
  const sources = await readFiles(
    listed.files,
    (file, read): FileSource => sourceOf(file, read, options.headersOnly === true),
    options.signal,
  );
  // Most histories are of plain headers, and then no parser is loaded at all.
  const parse = sources.some(({ text }) => text !== null)
    ? (await import("./parse-whole.ts")).parseRevision
    : null;
  const files = sources.map(({ file, parsed, text }): HistoryFile => {
    if (parsed !== null) return { file, parsed, python: null };
    if (parse === null) throw new Error(`Internal error: ${file} was not parsed`);
    return { file, parsed: parse(text, file), python: null };
  });
  return historyOf(files, listed.drafts);
}

/** A file that is read as far as it goes without a parser. */
type FileSource =
  | { readonly file: string; readonly parsed: ParsedRevision; readonly text: null }
  | { readonly file: string; readonly parsed: null; readonly text: string };

function sourceOf(file: string, read: ReadFile, headersOnly: boolean): FileSource {
  const known = (parsed: ParsedRevision): FileSource => ({ file, parsed, text: null });
  if (isBytecode(file)) return known(needsPython("it is bytecode"));
  if (file.endsWith("\n")) return known(notText("its name ends with a line break"));
  if (read.kind === "changing") return known(notText("it keeps changing while it is read"));
  if (read.kind === "failed") return known(notText(reasonOf(read.error)));
  const text = decodeSource(read.bytes);
  if (text.ok) {
    const header = headersOnly ? parseQuickHeader(text.value, file) : null;
    return header === null ? { file, parsed: null, text: text.value } : known(header);
  }
  return known(
    text.error.readableBy === "python" ? needsPython(text.error.reason) : notText(text.error.reason),
  );
}

/** Asks Python for the headers of files, as Alembic would load them; the answers may come in any order. */
export type ResolveHeaders = (files: readonly string[]) => Promise<readonly LoadedHeader[]>;

/** Lets Python settle what the texts do not. Each settled header is a notice (MX908). */
export async function resolveWithPython(history: History, resolve: ResolveHeaders): Promise<History> {
  if (history.needsPython.length === 0) return history;
  const headers = new Map((await resolve(history.needsPython)).map((header) => [header.file, header]));
  const notices: FindingDraft[] = [];
  const files = history.files.map((file): HistoryFile => {
    const header = headers.get(file.file);
    if (file.parsed.kind !== "needs-python" || header === undefined) return file;
    const python = answerOf(file.parsed.line, header);
    if (python.kind === "revision") notices.push(askedPython(file.file, python.revision, file.parsed.reason));
    return { ...file, python };
  });
  return historyOf(files, [...history.drafts, ...notices]);
}

function historyOf(files: readonly HistoryFile[], drafts: readonly FindingDraft[]): History {
  return {
    files,
    revisions: files.flatMap((file) => revisionOf(file) ?? []),
    needsPython: files
      .filter((file) => file.parsed.kind === "needs-python" && file.python === null)
      .map(({ file }) => file),
    drafts,
  };
}

function needsPython(reason: string): ParsedRevision {
  return { kind: "needs-python", reason, line: 1, shape: null };
}

function notText(reason: string): ParsedRevision {
  return { kind: "not-readable", problem: "not-text", reason, line: 1, shape: null };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ENOENT") return "it is gone";
  if (typeof code === "string") return code;
  throw error;
}

function answerOf(line: number, header: LoadedHeader): NonNullable<HistoryFile["python"]> {
  const { file, revision: id, down, dependsOn, labels, doc, error } = header;
  if (error !== null) return { kind: "failed", reason: error };
  if (id === null) return { kind: "failed", reason: "Python found no `revision` in it" };
  return {
    kind: "revision",
    revision: { id, file, line, doc, down, dependsOn, labels, resolvedBy: "python" },
  };
}

function askedPython(file: string, revision: Revision, reason: string): FindingDraft {
  return {
    code: "MX908",
    check: "files",
    revision: revision.id,
    file,
    line: revision.line,
    message: `Python was asked for the header of ${basename(file)} (revision ${revision.id}): ${reason}.`,
    hint: "Write the header as plain literals, and checks that need no Python stay without it.",
  };
}
