import { basename, dirname } from "node:path";
import { err, ok } from "@migrun/core";
import type { Result, TextProblem } from "@migrun/core";
import { cosmiconfig, defaultLoaders } from "cosmiconfig";
import { mentionsMigrun } from "./read-config-file.ts";

/**
 * The nearest configuration, of the given names in order of preference. The error is a file that cannot be read.
 *
 * cosmiconfig is asked folder by folder: its own upward search would end at the home folder and look in `~/.config`.
 */
export async function searchConfigFile(
  cwd: string,
  searchPlaces: readonly string[],
): Promise<Result<string | null, string>> {
  // It is only asked which file it is; reading is ours (`readConfigFile`), with lines and without `$import`.
  const found = () => ({});
  const shared = (file: string, text: string) => {
    // Of a package.json, cosmiconfig looks for the key by itself.
    if (basename(file) === "package.json") return mentionsMigrun(file, text) ? { migrun: {} } : {};
    return basename(file) !== "pyproject.toml" || mentionsMigrun(file, text) ? {} : null;
  };
  const loaders = {
    ...Object.fromEntries([".yaml", ".yml", ".js", ".mjs", ".ts", "noExt"].map((name) => [name, found])),
    ".json": shared,
    ".toml": shared,
  };
  const places = [...searchPlaces];
  let explorer: ReturnType<typeof cosmiconfig>;
  try {
    explorer = cosmiconfig("migrun", { searchStrategy: "none", searchPlaces: places, loaders, cache: false });
  } catch (error) {
    return err(unreadableMetaConfig(error));
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const result = await explorer.search(folder);
    if (result !== null) return ok(result.filepath);
    if (folder === dirname(folder)) return ok(null);
  }
}

/** cosmiconfig looks for settings of its own in the process's folder before anything else, and stops at broken files. */
function unreadableMetaConfig(error: unknown): string {
  const { filepath } = error as { readonly filepath?: string };
  if (filepath === undefined) throw error;
  return filepath;
}

/** Reads YAML (and so JSON) from text. */
export function parseYaml(text: string): Result<unknown, TextProblem> {
  try {
    return ok(defaultLoaders[".yaml"]("", text));
  } catch (error) {
    // The parser's own message quotes the text.
    const { reason, mark } = error as { readonly reason?: string; readonly mark?: { readonly line: number } };
    return err({
      line: mark === undefined ? null : mark.line + 1,
      message: `not valid YAML: ${reason ?? ""}`,
    });
  }
}
