import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { createRedactor, err, isRecord, ok, parseJson, parseToml } from "@migrun/core";
import type { Result, TextProblem } from "@migrun/core";

/** Reads YAML (and so JSON) from text. */
export type ParseYaml = (text: string) => Promise<Result<unknown, TextProblem>>;

/** What a file holds for us: of `package.json` and `pyproject.toml` only our table. */
export type FileContent = Result<unknown, TextProblem>;

/** Formats of configuration files by the end of their names; `.migrunrc` is YAML, which includes JSON. */
export const CONFIG_EXTENSIONS = [".json", ".yaml", ".yml", ".toml", ".js", ".mjs", ".ts"] as const;

/** Reads one configuration file. That it cannot be read is a value, with the line where there is one. */
export async function readConfigFile(file: string, parseYaml: ParseYaml): Promise<FileContent> {
  const extension = extname(file);
  if (extension === ".ts" && !stripsTypes()) {
    return problem(
      `Node ${process.versions.node} cannot import TypeScript; use Node 22.18 or later, or a .mjs, .yaml or .json file`,
    );
  }
  if ([".js", ".mjs", ".ts"].includes(extension)) return importDefault(file);
  let text: string;
  try {
    text = (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    return problem(readFailure(error));
  }
  if (extension === ".json") return tableOf(parseJson(text), file);
  if (extension === ".toml") return tableOf(parseToml(text), file);
  if (
    extension === ".yaml" ||
    extension === ".yml" ||
    extension === "" ||
    basename(file).startsWith(".migrunrc")
  ) {
    return parseYaml(text);
  }
  return problem(`cannot be a configuration: its name must end in ${CONFIG_EXTENSIONS.join(", ")}`);
}

/** Has a `package.json` or `pyproject.toml` our table? A broken one that mentions it has, so that it is told. */
export function mentionsMigrun(file: string, text: string): boolean {
  const isToml = extname(file) === ".toml";
  const parsed = isToml ? parseToml(text) : parseJson(text);
  if (parsed.ok) return tableIn(parsed.value, file) !== undefined;
  return isToml ? /^\s*\[+\s*tool\s*\.\s*["']?migrun\b/m.test(text) : /"migrun"\s*:/.test(text);
}

function tableOf(parsed: FileContent, file: string): FileContent {
  if (!parsed.ok || !isShared(file)) return parsed;
  const table = tableIn(parsed.value, file);
  if (table !== undefined) return ok(table);
  return problem(extname(file) === ".toml" ? "has no [tool.migrun] table" : 'has no "migrun" key');
}

/** Files that belong to other tools too. */
function isShared(file: string): boolean {
  return basename(file) === "package.json" || basename(file) === "pyproject.toml";
}

function tableIn(value: unknown, file: string): unknown {
  const keys = extname(file) === ".toml" ? ["tool", "migrun"] : ["migrun"];
  return keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

async function importDefault(file: string): Promise<FileContent> {
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    if (isRecord(module) && module["default"] !== undefined) return ok(module["default"]);
    return problem("has no default export");
  } catch (error) {
    if (!(error instanceof Error)) return problem("could not be imported");
    const message = error.message.split("\n")[0] ?? "";
    return err({ line: lineIn(error, file), message: `could not be imported: ${redact(message)}` });
  }
}

const redact = createRedactor([]);

/** The first line of the file that the stack names. */
function lineIn(error: Error, file: string): number | null {
  for (const name of [pathToFileURL(file).href, file]) {
    const at = error.stack?.indexOf(`${name}:`) ?? -1;
    if (at < 0) continue;
    const line = /^\d+/.exec(error.stack?.slice(at + name.length + 1) ?? "")?.[0];
    if (line !== undefined) return Number(line);
  }
  return null;
}

/** Node 22.18 and later, unless it is switched off. */
function stripsTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: string | false }).typescript);
}

function readFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EISDIR") return "is a folder, not a file";
  if (code === "EACCES") return "may not be read";
  return `cannot be read (${String(code)})`;
}

function problem(message: string): FileContent {
  return err({ line: null, message });
}
