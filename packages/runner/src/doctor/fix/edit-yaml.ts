import { isDeepStrictEqual } from "node:util";
import { yamlText } from "@migrun/core";
import type { Document, Pair, Scalar, YAMLMap } from "yaml";
import { type MissingVariables, placeholderFor, withMissing } from "./missing-values.ts";

/** How the text is written: YAML, or JSON, which is YAML in braces. */
export type Notation = "yaml" | "json";

/** Where the configuration begins inside the document: nowhere, or below a key of `package.json`. */
export interface EditPlace {
  readonly notation: Notation;
  readonly below: readonly string[];
}

/**
 * The text with the missing variables added to `targets.<name>.env`, each in the place where a person would
 * write it: comments, order and indentation stay. Null where the text is not understood; then nothing is changed.
 */
export async function editYaml(
  text: string,
  missing: MissingVariables,
  place: EditPlace,
): Promise<string | null> {
  const { yaml } = await import("../yaml-library.ts");
  const parse = (source: string): Document => yaml.parseDocument(source, { logLevel: "silent" });
  const before = parse(text);
  if (before.errors.length > 0) return null;
  let edited = text;
  for (const [target, names] of missing) {
    for (const name of names) {
      const path = [...place.below, "targets", target, "env", name];
      const next = insert(edited, {
        document: parse(edited),
        path,
        value: placeholderFor(name),
        place,
        yaml,
      });
      if (next === null) return null;
      edited = next;
    }
  }
  const wanted = wrap(withMissing(unwrap(before.toJS(), place.below), missing), before.toJS(), place.below);
  const after = parse(edited);
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), wanted) ? edited : null;
}

interface Insertion {
  readonly document: Document;
  readonly path: readonly string[];
  readonly value: string;
  readonly place: EditPlace;
  readonly yaml: typeof import("yaml");
}

function insert(text: string, insertion: Insertion): string | null {
  const { document, path, value, place, yaml } = insertion;
  if (document.hasIn(path)) return text;
  if (document.contents === null) return place.notation === "yaml" ? appendBlock(text, path, value) : null;
  let map = document.contents as unknown;
  for (let depth = 0; depth < path.length; depth++) {
    if (!yaml.isMap(map)) return null;
    const rest = path.slice(depth);
    const pair = (map as YAMLMap).items.find(
      ({ key }) => yaml.isScalar(key) && String(key.value) === rest[0],
    );
    if (pair === undefined) return addToMap(text, map as YAMLMap, { rest, value, place });
    const child = pair.value;
    if (child === null || (yaml.isScalar(child) && child.value === null)) {
      return place.notation === "yaml"
        ? fillEmpty(text, pair as Pair<Scalar>, { rest: rest.slice(1), value })
        : null;
    }
    map = child;
  }
  return null;
}

/** The text of a file that holds nothing but comments, with the first keys. */
function appendBlock(text: string, path: readonly string[], value: string): string {
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${start}${blockLines(path, value, "", "  ").join("\n")}\n`;
}

interface Addition {
  readonly rest: readonly string[];
  readonly value: string;
  readonly place: EditPlace;
}

function addToMap(text: string, map: YAMLMap, { rest, value, place }: Addition): string | null {
  if (map.range == null) return null;
  if (map.flow) return addToFlow(text, map, { rest, value, place });
  const [first] = map.items;
  const start = (first?.key as Scalar | undefined)?.range?.[0];
  if (start === undefined) return null;
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (indent.trim() !== "") return null;
  return insertLines(text, lineEnd(text, map.range[1]), blockLines(rest, value, indent, unitOf(text)));
}

/** `users:` with nothing behind it. */
function fillEmpty(
  text: string,
  pair: Pair<Scalar>,
  { rest, value }: Pick<Addition, "rest" | "value">,
): string | null {
  const range = pair.key.range;
  if (range == null) return null;
  const indent = text.slice(text.lastIndexOf("\n", range[0] - 1) + 1, range[0]);
  if (indent.trim() !== "") return null;
  const unit = unitOf(text);
  const end = text.indexOf("\n", range[1]);
  // `users: null` would have two values.
  if (/:\s*(?:null|~)/u.test(text.slice(range[1], end < 0 ? text.length : end))) return null;
  return insertLines(text, end < 0 ? text.length : end, blockLines(rest, value, indent + unit, unit));
}

function insertLines(text: string, at: number, lines: readonly string[]): string {
  return `${text.slice(0, at)}\n${lines.join("\n")}${at >= text.length ? "\n" : ""}${text.slice(at)}`;
}

/** The end of the line that a value ends on. */
function lineEnd(text: string, valueEnd: number): number {
  const last = text.slice(0, valueEnd).trimEnd().length;
  const end = text.indexOf("\n", last);
  return end < 0 ? text.length : end;
}

function blockLines(path: readonly string[], value: string, indent: string, unit: string): readonly string[] {
  return path.map((key, depth) => {
    const isLast = depth === path.length - 1;
    return `${indent}${unit.repeat(depth)}${yamlText(key)}:${isLast ? ` ${quotedValue(value)}` : ""}`;
  });
}

/** A map in braces, on one line or on several. */
function addToFlow(text: string, map: YAMLMap, { rest, value, place }: Addition): string | null {
  const [start, end] = map.range ?? [0, 0];
  const isJson = place.notation === "json";
  const body = text.slice(start, end);
  const close = end - 1;
  if (!body.endsWith("}")) return null;
  const entry = flowEntry(rest, value, isJson);
  const last = map.items.at(-1);
  if (last === undefined) return replaceBody(text, [start, end], `{ ${entry} }`);
  const inner = text.slice(start + 1, close);
  if (!body.includes("\n")) {
    const trimmed = inner.trimEnd().replace(/,$/u, "");
    const pad = inner.endsWith(" ") ? " " : "";
    return replaceBody(text, [start, end], `{${trimmed}, ${entry}${pad}}`);
  }
  const keyStart = ((map.items[0] as Pair<Scalar>).key.range ?? [0])[0];
  const indent = text.slice(text.lastIndexOf("\n", keyStart - 1) + 1, keyStart);
  if (indent.trim() !== "") return null;
  const content = inner.trimEnd();
  const lines = multiLineEntry(rest, value, { indent, isJson, unit: unitOf(text) });
  return replaceBody(
    text,
    [start, end],
    `{${content}${content.endsWith(",") ? "" : ","}\n${lines}${inner.slice(content.length)}}`,
  );
}

function replaceBody(text: string, [start, end]: readonly [number, number], body: string): string {
  return text.slice(0, start) + body + text.slice(end);
}

function flowEntry(path: readonly string[], value: string, isJson: boolean): string {
  const [key = "", ...rest] = path;
  const shown = isJson ? JSON.stringify(key) : yamlText(key);
  if (rest.length === 0) return `${shown}: ${isJson ? JSON.stringify(value) : quotedValue(value)}`;
  return `${shown}: { ${flowEntry(rest, value, isJson)} }`;
}

function multiLineEntry(
  path: readonly string[],
  value: string,
  look: { readonly indent: string; readonly isJson: boolean; readonly unit: string },
): string {
  const { indent, isJson, unit } = look;
  const [key = "", ...rest] = path;
  if (rest.length === 0 || !isJson) return indent + flowEntry(path, value, isJson);
  const inner = multiLineEntry(rest, value, { ...look, indent: indent + unit });
  return `${indent}${JSON.stringify(key)}: {\n${inner}\n${indent}}`;
}

/** What one level is indented by. */
function unitOf(text: string): string {
  return /^([ \t]+)["\w]/mu.exec(text)?.[1] ?? "  ";
}

/** `1` and `false` are texts in an environment: without quotes YAML would take them for something else. */
function quotedValue(value: string): string {
  return /^[a-z][\w.@-]*$/u.test(value) && !/^(?:true|false|null|yes|no|on|off)$/iu.test(value)
    ? value
    : JSON.stringify(value);
}

function unwrap(document: unknown, below: readonly string[]): unknown {
  let at = document;
  for (const key of below) at = (at as Readonly<Record<string, unknown>> | null)?.[key];
  return at;
}

function wrap(inner: unknown, document: unknown, below: readonly string[]): unknown {
  const [key, ...rest] = below;
  if (key === undefined) return inner;
  const outer = (document ?? {}) as Readonly<Record<string, unknown>>;
  return { ...outer, [key]: wrap(inner, outer[key], rest) };
}
