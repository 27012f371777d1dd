import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { IniDocument, IniEntry, IniError, IniSection } from "./ini-document.ts";
import { indentOf, strip, stripEnd } from "../text/python-space.ts";

interface OpenEntry {
  readonly key: string;
  readonly line: number;
  readonly lines: string[];
}

interface OpenSection {
  readonly name: string;
  line: number;
  readonly entries: Map<string, OpenEntry>;
}

interface Reading {
  readonly defaults: OpenSection;
  readonly sections: Map<string, OpenSection>;
  section: OpenSection | null;
  entry: OpenEntry | null;
  indent: number;
  /** Python collects lines that it cannot read, and goes on; the first one is what we report. */
  firstError: IniError | null;
}

const DEFAULT_SECTION = "DEFAULT";
// Greedy and not anchored at the end: `[a]b] rest` opens the section `a]b`.
const HEADER = /^\[(.+)\]/su;
const OPTION = /^(.*?)[=:](.*)$/su;

/**
 * Reads an ini file in the dialect that Alembic uses: Python's `ConfigParser` with its defaults
 * (strict, `=` and `:`, full-line comments only). Equal for Python 3.9 to 3.14.
 * Fails at the place where Python raises; interpolation is left to `getOption`.
 */
export function parseIni(text: string, file: string): Result<IniDocument, IniError> {
  if (text.startsWith("\uFEFF")) {
    return err({
      line: 1,
      message: "starts with a byte order mark, which Python reads as text before the first section",
    });
  }
  const reading: Reading = {
    defaults: { name: DEFAULT_SECTION, line: 0, entries: new Map() },
    sections: new Map(),
    section: null,
    entry: null,
    indent: 0,
    firstError: null,
  };
  const lines = text.split(/\r\n|\r|\n/u);
  // What follows the last line break is a line only if there is something in it.
  if (lines.at(-1) === "") lines.pop();
  for (const [index, line] of lines.entries()) {
    const error = readLine(reading, line, index + 1);
    if (error !== null) return err(error);
  }
  if (reading.firstError !== null) return err(reading.firstError);
  return ok({
    file,
    defaults: closeSection(reading.defaults),
    sections: new Map([...reading.sections].map(([name, section]) => [name, closeSection(section)])),
  });
}

function readLine(reading: Reading, line: string, number: number): IniError | null {
  const content = strip(line);
  if (content === "") {
    reading.entry?.lines.push("");
    return null;
  }
  if (content.startsWith("#") || content.startsWith(";")) return null;
  const indent = indentOf(line);
  if (reading.entry !== null && indent > reading.indent) {
    reading.entry.lines.push(content);
    return null;
  }
  reading.indent = indent;
  const header = HEADER.exec(content)?.[1];
  if (header !== undefined) return openSection(reading, header, number);
  if (reading.section === null) {
    return { line: number, message: `has text before the first [section]` };
  }
  return readOption(reading, reading.section, content, number);
}

function openSection(reading: Reading, name: string, line: number): IniError | null {
  reading.entry = null;
  if (name === DEFAULT_SECTION) {
    if (reading.defaults.line === 0) reading.defaults.line = line;
    reading.section = reading.defaults;
    return null;
  }
  const earlier = reading.sections.get(name);
  if (earlier !== undefined) {
    return { line, message: `has the section [${name}] twice (first on line ${earlier.line})` };
  }
  reading.section = { name, line, entries: new Map() };
  reading.sections.set(name, reading.section);
  return null;
}

function readOption(reading: Reading, section: OpenSection, content: string, line: number): IniError | null {
  const match = OPTION.exec(content);
  const key = stripEnd(match?.[1] ?? "").toLowerCase();
  if (match === null || key === "") {
    const message =
      match === null ? "is neither a [section] nor a `key = value`" : "has a value without a key";
    reading.firstError ??= { line, message };
    return null;
  }
  const earlier = section.entries.get(key);
  if (earlier !== undefined) {
    return {
      line,
      message: `has the key "${key}" twice in [${section.name}] (first on line ${earlier.line})`,
    };
  }
  reading.entry = { key, line, lines: [strip(match[2] ?? "")] };
  section.entries.set(key, reading.entry);
  return null;
}

function closeSection(section: OpenSection): IniSection {
  const entries = [...section.entries].map(([key, entry]): [string, IniEntry] => [
    key,
    { key, line: entry.line, value: stripEnd(entry.lines.join("\n")) },
  ]);
  return { name: section.name, line: section.line, entries: new Map(entries) };
}
