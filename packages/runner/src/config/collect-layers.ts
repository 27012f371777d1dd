import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  PRESETS,
  checkRuleNames,
  interpolateDocument,
  isRecord,
  nearest,
  parseConfigDocument,
  resolvePaths,
} from "@migrun/core";
import type { CodeInfo, ConfigIssue, ConfigLayer, UrlVariables } from "@migrun/core";
import type { FileContent } from "./read-config-file.ts";

/** What collecting needs of the outside. */
export interface CollectContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly read: (file: string) => Promise<FileContent>;
  /** The rules and codes that there are. */
  readonly codes: Readonly<Record<string, CodeInfo>>;
  /** A file as the user knows it. */
  readonly show: (file: string) => string;
}

/** The layers of a configuration file and of all that it extends. */
export interface Collected {
  /** The weakest first. */
  readonly layers: readonly ConfigLayer[];
  readonly issues: readonly ConfigIssue[];
  /** Live databases whose variables are not set. */
  readonly unset: readonly ConfigIssue[];
  /** The variables in the URL of each live database as it is written, by its path; the strongest layer's. */
  readonly urlVariables: ReadonlyMap<string, UrlVariables>;
  /** Absolute paths, in the order of reading. */
  readonly files: readonly string[];
}

/** Reads a configuration file and, below it, what it extends; goes on after a problem, so that all are told. */
export async function collectLayers(file: string, context: CollectContext): Promise<Collected> {
  const collector = new LayerCollector(context);
  await collector.addFile(file, []);
  return collector;
}

class LayerCollector implements Collected {
  readonly layers: ConfigLayer[] = [];
  readonly issues: ConfigIssue[] = [];
  readonly unset: ConfigIssue[] = [];
  readonly urlVariables = new Map<string, UrlVariables>();
  readonly files: string[] = [];
  readonly #context: CollectContext;

  constructor(context: CollectContext) {
    this.#context = context;
  }

  /** `chain`: the files that extend this one, the outermost first. */
  async addFile(file: string, chain: readonly string[]): Promise<void> {
    const shown = this.#context.show(file);
    const content = await this.#context.read(file);
    if (!content.ok) {
      const { line, message } = content.error;
      this.issues.push(issueAt(line === null ? shown : `${shown}:${line}`, "", message));
      return;
    }
    if (!this.files.includes(file)) this.files.push(file);
    // An empty YAML file says nothing, and is no mistake.
    const folder = dirname(file);
    await this.#addDocument(content.value ?? {}, shown, {
      chain: [...chain, await realpath(file)],
      extend: (name, path, inner) => this.#addExtended(name, path, { folder, shown, chain: inner }),
      resolvePath: (path) => resolve(folder, path),
    });
  }

  async #addPreset(name: string, chain: readonly string[]): Promise<void> {
    const shown = `preset ${name}`;
    await this.#addDocument(PRESETS.get(name), shown, {
      chain: [...chain, shown],
      extend: (inner, _path, innerChain) => this.#addPreset(inner, innerChain),
      resolvePath: (path) => path,
    });
  }

  async #addDocument(content: unknown, shown: string, place: Place): Promise<void> {
    const filled = interpolateDocument(content, this.#context.env, shown);
    this.issues.push(...filled.issues);
    this.unset.push(...filled.unset);
    for (const [path, name] of extended(filled.value)) await place.extend(name, path, place.chain);
    // After what it extends, which is weaker.
    for (const [path, names] of filled.urlVariables) this.urlVariables.set(path, names);
    const parsed = parseConfigDocument(filled.value, shown);
    if (parsed.ok) {
      this.layers.push({ document: resolvePaths(parsed.value, place.resolvePath), origin: shown });
    }
    const misnamed = checkRuleNames(filled.value, shown, this.#context.codes);
    // A value whose variable is not set is nothing yet.
    const unfilled = new Set(filled.issues.map((issue) => issue.path));
    const found = [...(parsed.ok ? [] : parsed.error), ...misnamed];
    this.issues.push(...found.filter((issue) => !unfilled.has(issue.path)));
  }

  async #addExtended(name: string, path: string, from: ExtendingFile): Promise<void> {
    if (PRESETS.has(name)) {
      await this.#addPreset(name, from.chain);
      return;
    }
    const file = resolve(from.folder, name);
    if (!existsSync(file)) {
      const looksLikePath = /[/\\.]/.test(name);
      const message = looksLikePath
        ? `there is no file ${this.#context.show(file)}`
        : `there is neither a preset nor a file "${name}"; presets: ${[...PRESETS.keys()].join(", ")}`;
      const near = looksLikePath ? null : nearest(name, PRESETS.keys());
      this.issues.push({ ...issueAt(from.shown, path, message), nearest: near });
      return;
    }
    const start = from.chain.indexOf(await realpath(file));
    if (start < 0) {
      await this.addFile(file, from.chain);
      return;
    }
    const circle = [...from.chain.slice(start), file].map((each) => this.#context.show(each)).join(" -> ");
    this.issues.push(issueAt(from.shown, path, `extends itself: ${circle}`));
  }
}

interface Place {
  readonly chain: readonly string[];
  readonly extend: (name: string, path: string, chain: readonly string[]) => Promise<void>;
  readonly resolvePath: (path: string) => string;
}

interface ExtendingFile {
  readonly folder: string;
  readonly shown: string;
  readonly chain: readonly string[];
}

/** The entries of `extends` with their paths; what is no text is left to the schema. */
function extended(value: unknown): readonly (readonly [path: string, name: string])[] {
  const entries = isRecord(value) ? value["extends"] : undefined;
  if (typeof entries === "string") return [["extends", entries]];
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown, index) =>
    typeof entry === "string" ? [[`extends[${index}]`, entry] as const] : [],
  );
}

function issueAt(source: string, path: string, message: string): ConfigIssue {
  return { source, path, message, nearest: null };
}
