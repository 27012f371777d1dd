import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder above that holds a git repository; null if there is none. */
export function repositoryRoot(folder: string): string | null {
  if (existsSync(join(folder, ".git"))) return folder;
  const above = dirname(folder);
  return above === folder ? null : repositoryRoot(above);
}
