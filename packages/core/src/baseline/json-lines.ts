import { err, ok, type Result } from "../result.ts";

/** A value of a JSON text, with the line on which it begins (1-based). */
export interface JsonNode {
  readonly value: unknown;
  readonly line: number;
  /** The elements of a list; else empty. */
  readonly items: readonly JsonNode[];
  /** The values of an object by key, the last one of a key that stands twice; else empty. */
  readonly members: ReadonlyMap<string, JsonNode>;
}

/**
 * Reads JSON and keeps the lines, also that of a mistake: the parser of the language tells neither (V8 only sometimes a
 * position). Values are the language's own.
 */
export function parseJsonLines(text: string): Result<JsonNode, { readonly line: number }> {
  const reader = new Reader(text);
  try {
    return ok(reader.document());
  } catch (error) {
    if (error instanceof Misplaced) return err({ line: reader.line });
    throw error;
  }
}

class Misplaced extends Error {}

const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  // oxlint-disable-next-line no-control-regex -- JSON allows no control character within a text
  /[{}[\],:]|"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Deeper than anything that is meant, and far from the end of the stack. */
const DEEPEST = 100;

class Reader {
  /** Of the token that was looked at last. */
  line = 1;
  readonly #text: string;
  #at = 0;
  #end = 0;
  #token: string | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#next();
  }

  document(): JsonNode {
    const node = this.#value(0);
    if (this.#at < this.#text.length) throw new Misplaced();
    return node;
  }

  #next(): void {
    SPACE.lastIndex = this.#end;
    const space = SPACE.exec(this.#text)?.[0] ?? "";
    // The token itself has no line feed.
    this.line += space.split("\n").length - 1;
    this.#at = this.#end + space.length;
    TOKEN.lastIndex = this.#at;
    this.#token = TOKEN.exec(this.#text)?.[0] ?? null;
    this.#end = this.#at + (this.#token?.length ?? 0);
  }

  #take(expected: string): void {
    if (this.#token !== expected) throw new Misplaced();
    this.#next();
  }

  #value(depth: number): JsonNode {
    const { line } = this;
    const token = this.#token;
    if (token === null || depth > DEEPEST) throw new Misplaced();
    if (token === "[") {
      const items = this.#list("]", () => this.#value(depth + 1));
      return { value: items.map((item) => item.value), line, items, members: new Map() };
    }
    if (token === "{") {
      const members = new Map(this.#list("}", () => this.#member(depth + 1)));
      const value = Object.fromEntries([...members].map(([key, node]) => [key, node.value]));
      return { value, line, items: [], members };
    }
    if (/^[\]},:]$/.test(token)) throw new Misplaced();
    this.#next();
    return { value: JSON.parse(token) as unknown, line, items: [], members: new Map() };
  }

  #member(depth: number): readonly [string, JsonNode] {
    const key = this.#token;
    if (key?.startsWith('"') !== true) throw new Misplaced();
    this.#next();
    this.#take(":");
    return [JSON.parse(key) as string, this.#value(depth)];
  }

  #list<T>(close: string, one: () => T): T[] {
    this.#next();
    const found: T[] = [];
    while (this.#token !== close) {
      if (found.length > 0) this.#take(",");
      found.push(one());
    }
    this.#next();
    return found;
  }
}
