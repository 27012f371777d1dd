import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

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

/**
 * Where models define tables that no metadata knows: `__tablename__ = "x"` or `Table("x", …)`.
 * Tells "not imported by env.py" (MC504) from "not in the models at all" (MC502).
 */
export async function findTableDefinitions(
  root: string,
  tables: ReadonlySet<string>,
  except: readonly string[],
): Promise<ReadonlyMap<string, { readonly file: string; readonly line: number }>> {
  const found = new Map<string, { file: string; line: number }>();
  for (const file of await pythonFiles(root, except)) {
    const text = await readFile(file, "utf8").catch(() => "");
    for (const match of text.matchAll(/(?:__tablename__\s*=\s*|\bTable\(\s*)["'](\w+)["']/g)) {
      const table = match[1] ?? "";
      if (!tables.has(table) || found.has(table)) continue;
      found.set(table, { file, line: text.slice(0, match.index).split("\n").length });
    }
  }
  return found;
}

async function pythonFiles(root: string, except: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [root];
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
  return files.sort();
}
