import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import {
  MigrunError,
  PRESETS,
  environmentLayers,
  flagLayers,
  formatConfigIssue,
  mergeConfigs,
  parseConfigDocument,
  parseJson,
  relativePath,
  resolvePaths,
} from "@migrun/core";
import type {
  CodeInfo,
  Config,
  ConfigFlags,
  ConfigIssue,
  ConfigLayer,
  Origins,
  UrlVariables,
} from "@migrun/core";
import { collectLayers } from "./collect-layers.ts";
import type { Collected } from "./collect-layers.ts";
import { readConfigFile } from "./read-config-file.ts";
import type { ParseYaml } from "./read-config-file.ts";

/** Where the configuration comes from. */
export interface ConfigRequest {
  /** Absolute. */
  readonly cwd: string;
  /** `--config`: this file and no search; null: search upward. */
  readonly explicitPath: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: ConfigFlags;
  /** The rules and codes that a configuration may name. */
  readonly codes: Readonly<Record<string, CodeInfo>>;
}

/** The effective configuration, and what is known about it. */
export interface LoadedConfig {
  readonly config: Config;
  readonly origins: Origins;
  /** Every file that was read; absolute, the main one first. Empty: none was found. */
  readonly files: readonly string[];
  /** Folder of the main file, or the working directory. */
  readonly root: string;
  /** `targets.*.url` that are null because a variable is not set: for the commands that need them. */
  readonly unset: readonly ConfigIssue[];
  /** The variables in `targets.*.url` and `migrateUrl` as they are written, by path, whether they are set or not. */
  readonly urlVariables: ReadonlyMap<string, UrlVariables>;
}

/** In the order of preference within one folder. */
const SEARCH_PLACES = [
  ...["json", "yaml", "yml", "js", "mjs", "ts"].map((extension) => `migrun.config.${extension}`),
  ".migrunrc",
  ...["json", "yaml", "yml", "js", "mjs", "ts"].map((extension) => `.migrunrc.${extension}`),
  "package.json",
  "pyproject.toml",
];

/**
 * Finds, reads and merges the configuration: flags over environment over files over presets over defaults.
 * Throws one `MigrunError` (exit code 2) that tells all problems of all files.
 */
export async function loadConfig(request: ConfigRequest): Promise<LoadedConfig> {
  const file =
    request.explicitPath === null
      ? await findConfigFile(request.cwd)
      : explicitFile(request, request.explicitPath);
  const collected: Collected =
    file === null
      ? { layers: [], issues: [], unset: [], urlVariables: new Map(), files: [] }
      : await collectLayers(file, {
          env: request.env,
          read: (path) => readConfigFile(path, parseYaml),
          show: (path) => relativePath(request.cwd, path),
          codes: request.codes,
        });
  const environment = environmentLayers(request.env);
  const flags = flagLayers(request.flags);
  const issues = [...collected.issues, ...environment.issues, ...flags.issues];
  if (issues.length > 0) throw invalidConfig(issues);
  const ofRun = [...environment.layers, ...flags.layers].map((layer) => ({
    ...layer,
    document: resolvePaths(layer.document, (path) => resolve(request.cwd, path)),
  }));
  return {
    ...mergeConfigs([recommendedLayer(), ...collected.layers, ...ofRun]),
    files: collected.files,
    root: file === null ? request.cwd : dirname(file),
    unset: collected.unset,
    urlVariables: collected.urlVariables,
  };
}

/**
 * The folder that targets are looked for and named from: that of the configuration where it was found above the
 * working directory, so that one target has one name wherever a run starts. Personal settings in the home folder
 * or at the top of the file system are no project.
 */
export function targetRoot(cwd: string, { files, root }: LoadedConfig): string {
  const path = relative(root, cwd);
  const isAbove = path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  const isProject = files.length > 0 && dirname(root) !== root && root !== homedir();
  return isAbove && isProject ? root : cwd;
}

/** What holds where no file, no variable and no flag says anything. */
export function defaultConfig(cwd: string): LoadedConfig {
  return { ...mergeConfigs([recommendedLayer()]), files: [], root: cwd, unset: [], urlVariables: new Map() };
}

/** One error for all problems, one line each. */
function invalidConfig(issues: readonly ConfigIssue[]): MigrunError {
  const count = issues.length === 1 ? "a problem" : `${issues.length} problems`;
  return new MigrunError(`The configuration has ${count}.`, {
    code: "MIGRUN_CONFIG_INVALID",
    exitCode: 2,
    details: issues.map(formatConfigIssue),
    hint: "Correct the values named above; `migrun config` shows the result.",
  });
}

function explicitFile(request: ConfigRequest, path: string): string {
  const file = resolve(request.cwd, path);
  if (existsSync(file)) return file;
  throw new MigrunError(`There is no configuration file ${relativePath(request.cwd, file)}.`, {
    code: "MIGRUN_CONFIG_NOT_FOUND",
    exitCode: 2,
    hint: "Correct the path after --config, or leave it out to search upward from the working directory.",
  });
}

/** The nearest configuration. What searches well is only loaded where there may be something to find. */
async function findConfigFile(cwd: string): Promise<string | null> {
  if (!mayHaveConfig(cwd)) return null;
  const { searchConfigFile } = await import("./search-config.ts");
  const found = await searchConfigFile(cwd, SEARCH_PLACES);
  if (found.ok) return found.value;
  throw invalidConfig([
    { source: relativePath(cwd, found.error), path: "", message: "cannot be read", nearest: null },
  ]);
}

/** Is there any file, here or above, that may configure migrun? Files of other tools have to mention it. */
function mayHaveConfig(cwd: string): boolean {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const place of SEARCH_PLACES) {
      const file = join(folder, place);
      if (existsSync(file) && (!SHARED_PLACES.has(place) || mayMention(file))) return true;
    }
    if (folder === dirname(folder)) return false;
  }
}

const SHARED_PLACES: ReadonlySet<string> = new Set(["package.json", "pyproject.toml"]);

/** What cannot be read, or is broken, is for the search to tell. */
function mayMention(file: string): boolean {
  try {
    const text = readFileSync(file, "utf8");
    return text.includes("migrun") || (file.endsWith(".json") && !parseJson(text).ok);
  } catch {
    return true;
  }
}

const parseYaml: ParseYaml = async (text) => (await import("./search-config.ts")).parseYaml(text);

/** `recommended` is below every configuration, so that it also holds where there is none. */
function recommendedLayer(): ConfigLayer {
  const origin = "preset recommended";
  const parsed = parseConfigDocument(PRESETS.get("recommended"), origin);
  if (!parsed.ok) throw new Error(parsed.error.map(formatConfigIssue).join("\n"));
  return { document: parsed.value, origin };
}
