import type { FindingDraft } from "../findings/finding.ts";
import type { MistakeCode } from "./mistake-codes.ts";

/** The files that the doctor looks at. Paths are relative to the working directory, with `/`; those above it begin with `../`. */
export interface Repository {
  /** Sorted, without folders of tools, virtual environments and what git ignores. */
  readonly files: readonly string[];
  /** The text of one of the files; null where it cannot be read or is too large. */
  readonly read: (file: string) => string | null;
  /** The documents of a YAML file as trees; empty where it is none. */
  readonly yaml: (file: string) => readonly YamlNode[];
}

/** A YAML value that knows its line. Anchors are resolved. */
export type YamlNode =
  | { readonly kind: "map"; readonly line: number; readonly entries: readonly YamlEntry[] }
  | { readonly kind: "list"; readonly line: number; readonly items: readonly YamlNode[] }
  | {
      readonly kind: "scalar";
      /** 1-based; of a block of text, its first line. */
      readonly line: number;
      readonly value: string | number | boolean | null;
    };

/** One key of a map. */
export interface YamlEntry {
  readonly key: string;
  readonly line: number;
  readonly value: YamlNode;
}

/** A target as its files tell it; paths as in `Repository`. */
export interface DoctorSubject {
  readonly name: string;
  /** The ini, or the `pyproject.toml`. */
  readonly config: string;
  readonly section: string;
  readonly cwd: string;
  /** env.py, where it is known and readable. */
  readonly envFile: string | null;
  readonly envText: string | null;
  readonly scriptDirectory: string | null;
  readonly versionFolders: readonly string[];
  /** Configured folders of revisions that do not exist, as written in the config. */
  readonly missingVersionFolders: readonly { readonly folder: string; readonly line: number | null }[];
  /** Where Python imports modules from, nearest first. */
  readonly importRoots: readonly string[];
  /** Contains secrets. */
  readonly url: string | null;
  readonly urlEnv: readonly string[];
  /** `version_table` of the ini, with its line. */
  readonly versionTable: { readonly value: string; readonly line: number | null } | null;
  /** How many heads the history has; null where the files do not tell. */
  readonly heads: number | null;
  /** Version of the Alembic that serves it; null where none was found. */
  readonly alembic: string | null;
}

/** What the detectors of classic mistakes look at. */
export interface DoctorInput {
  readonly repository: Repository;
  readonly subjects: readonly DoctorSubject[];
}

/** The folders of Alembic's own code: env.py and revisions of all targets. */
export function scriptFolders({ subjects }: DoctorInput): readonly string[] {
  return subjects.flatMap(({ scriptDirectory, versionFolders }) => [
    ...(scriptDirectory === null ? [] : [scriptDirectory]),
    ...versionFolders,
  ]);
}

/** Does env.py say that there are no models to compare with? */
export function hasNoMetadata(envText: string): boolean {
  return /^target_metadata\s*=\s*None\s*$/mu.test(envText);
}

/** A mistake as its detector found it. */
export type Mistake = FindingDraft & { readonly code: MistakeCode };

/** Finds one kind of mistake. It is sure, or says nothing. */
export type Detector = (input: DoctorInput) => readonly Mistake[];

/** The value of a key of a map; null where it is no map or has no such key. */
export function yamlGet(node: YamlNode | null, ...path: readonly string[]): YamlNode | null {
  let at = node;
  for (const key of path) {
    at = at?.kind === "map" ? (at.entries.find((entry) => entry.key === key)?.value ?? null) : null;
  }
  return at;
}

/** The scalar as it is; null for lists and maps. */
export function yamlValue(node: YamlNode | null): string | number | boolean | null {
  return node?.kind === "scalar" ? node.value : null;
}

/** Calls `visit` for every key below a node. */
export function walkYaml(node: YamlNode, visit: (entry: YamlEntry, parent: YamlNode) => void): void {
  if (node.kind === "list") for (const item of node.items) walkYaml(item, visit);
  if (node.kind !== "map") return;
  for (const entry of node.entries) {
    visit(entry, node);
    walkYaml(entry.value, visit);
  }
}
