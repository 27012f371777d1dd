import type { YamlNode } from "@migrun/core";
import type { Document, LineCounter, Node } from "yaml";

/** Turns YAML text into trees that know their lines. */
export type YamlReader = (text: string) => readonly YamlNode[];

/** Larger trees are generated, and aliases may make a small file huge. */
const MOST_NODES = 50_000;

/** Loads the YAML library and makes the reader; a text that is no YAML gives no tree. */
export async function createYamlReader(): Promise<YamlReader> {
  const { yaml } = await import("./yaml-library.ts");
  return (text) => {
    const lines = new yaml.LineCounter();
    try {
      const options = {
        lineCounter: lines,
        strict: false,
        uniqueKeys: false,
        merge: true,
        logLevel: "silent",
      } as const;
      const documents = yaml.parseAllDocuments(withoutTemplates(text), options);
      return (Array.isArray(documents) ? documents : []).flatMap((document: Document) => {
        const tree = new TreeBuilder(yaml, document, lines).build(document.contents as Node | null);
        return tree === null ? [] : [tree];
      });
    } catch {
      return [];
    }
  };
}

/** Helm and Jinja templates become texts of the same lines. */
function withoutTemplates(text: string): string {
  if (!text.includes("{{") && !text.includes("{%")) return text;
  return text
    .replaceAll(/^[ \t]*(?:-[ \t]*)?\{\{.*\}\}[ \t]*$/gmu, "")
    .replaceAll(/^[ \t]*\{%.*%\}[ \t]*$/gmu, "")
    .replaceAll(/\{\{[^}\n]*\}\}/gu, "x");
}

class TreeBuilder {
  readonly #yaml: typeof import("yaml");
  readonly #document: Document;
  readonly #lines: LineCounter;
  #left = MOST_NODES;

  constructor(yaml: typeof import("yaml"), document: Document, lines: LineCounter) {
    this.#yaml = yaml;
    this.#document = document;
    this.#lines = lines;
  }

  build(node: Node | null): YamlNode | null {
    if (node === null || (this.#left -= 1) < 0) return null;
    const { isAlias, isMap, isScalar, isSeq } = this.#yaml;
    if (isAlias(node)) return this.build((node.resolve(this.#document) as Node | undefined) ?? null);
    const line = this.#lineOf(node);
    if (isMap(node)) return { kind: "map", line, entries: this.#entries(node.items) };
    if (isSeq(node)) return { kind: "list", line, items: this.#items(node.items as readonly Node[]) };
    if (!isScalar(node)) return null;
    // The text of a block begins on the line after its `|`.
    const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
    return { kind: "scalar", line: isBlock ? line + 1 : line, value: plain(node.value) };
  }

  #entries(pairs: readonly { readonly key: unknown; readonly value: unknown }[]) {
    return pairs.flatMap(({ key, value }) => {
      const name = this.#yaml.isScalar(key) ? String(key.value) : null;
      const built = value === null ? null : this.build(value as Node);
      if (name === null || built === null) return [];
      // `<<: *defaults`: what it brings stands here too.
      if (name === "<<" && built.kind === "map") return built.entries;
      return [{ key: name, line: this.#lineOf(key as Node), value: built }];
    });
  }

  #items(nodes: readonly Node[]): readonly YamlNode[] {
    return nodes.flatMap((node) => {
      const built = this.build(node);
      return built === null ? [] : [built];
    });
  }

  #lineOf(node: Node): number {
    return Math.max(1, this.#lines.linePos(node.range?.[0] ?? 0).line);
  }
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}
