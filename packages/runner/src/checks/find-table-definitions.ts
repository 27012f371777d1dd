import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { appendTo, type SourcePlace } from "@migrun/core";

/** More Python files than this are not searched: the answer is a courtesy, not a proof. */
const MAX_FILES = 2000;
const SKIPPED = new Set([
  "node_modules",
  "__pycache__",
  "site-packages",
  ".git",
  ".venv",
  "venv",
  "build",
  "dist",
]);

/** `__tablename__ = "x"`, `__tablename__: str = "x"` or `Table("x", …)`, and not within a comment. */
const DEFINITION = /^[^#\n]*?(?:__tablename__\s*(?::[^=\n]*)?=\s*|\bTable\(\s*)["'](\w+)["']/gmu;

/**
 * Where source files below some folders define tables: tells "in no metadata" (MC504) from "not in the models
 * at all" (MC502), and lets a finding point to its model. `except`: folders that are not looked into.
 */
export async function findTableDefinitions(
  roots: readonly string[],
  tables: ReadonlySet<string>,
  except: readonly string[],
): Promise<ReadonlyMap<string, readonly SourcePlace[]>> {
  const found = new Map<string, SourcePlace[]>();
  for (const file of await pythonFiles(roots, except)) {
    const text = await readFile(file, "utf8").catch(() => "");
    for (const match of text.matchAll(DEFINITION)) {
      const table = match[1] ?? "";
      if (!tables.has(table)) continue;
      const line = text.slice(0, match.index).split("\n").length;
      appendTo(found, table, { file, line });
    }
  }
  return found;
}

async function pythonFiles(roots: readonly string[], except: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [...roots];
  for (let folder = folders.pop(); folder !== undefined && files.length < MAX_FILES; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (
        entry.isDirectory() &&
        !SKIPPED.has(entry.name) &&
        !entry.name.startsWith(".") &&
        !except.includes(path)
      )
        folders.push(path);
      if (entry.isFile() && entry.name.endsWith(".py")) files.push(path);
    }
  }
  return [...new Set(files)].sort();
}
