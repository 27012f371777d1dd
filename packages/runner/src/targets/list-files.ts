import { existsSync } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { git } from "../git/git.ts";
import { repositoryRoot } from "../git/repository-root.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Which files of a tree are asked for: the same twice, for git and for the walk without it. */
export interface WantedFiles {
  /** Pathspecs of git. */
  readonly patterns: readonly string[];
  readonly isWanted: (name: string) => boolean;
}

/** Folders of tools: no config of the user's own is in there. */
const TOOL_FOLDERS: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".tox",
  ".nox",
  ".cache",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".turbo",
  ".eggs",
  "__pycache__",
  "node_modules",
  "site-packages",
]);
/** Folders with copies of the sources. */
const OUTPUT_FOLDERS: ReadonlySet<string> = new Set(["build", "dist"]);

/**
 * The wanted files below a folder, absolute. In a git repository what git ignores is left out (git itself is
 * asked, so that its index makes large trees quick); elsewhere the tree is walked, without virtual environments
 * and folders of tools.
 */
export async function listFiles(
  cwd: string,
  env: Environment,
  wanted: WantedFiles,
): Promise<readonly string[]> {
  return (await listByGit(cwd, env, wanted)) ?? (await walkTree(cwd, wanted));
}

/** What git knows, and what is new and not ignored; null outside of git, or in a folder that git ignores. */
async function listByGit(
  cwd: string,
  env: Environment,
  wanted: WantedFiles,
): Promise<readonly string[] | null> {
  const options = { cwd, env };
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...wanted.patterns];
  const root = repositoryRoot(cwd);
  if (root === null) return null;
  const [listing, ignored, modules] = await Promise.all([
    git(args, options),
    // The top folder of a repository cannot be ignored, and without this file it has no submodules.
    root === cwd ? null : git(["check-ignore", "-q", "."], options),
    existsSync(join(root, ".gitmodules")) ? git(["ls-files", "-z", "--stage"], options) : null,
  ]);
  if (listing === null || ignored !== null) return null;
  const files = listing
    .split("\0")
    .filter(Boolean)
    .map((path) => resolve(cwd, path));
  const nested = await Promise.all(
    submodulesIn(modules ?? "").map((path) => listByGit(resolve(cwd, path), env, wanted)),
  );
  return [...new Set([...files, ...nested.flatMap((inner) => inner ?? [])])];
}

/** Paths that the index holds as a commit of another repository (mode 160000). */
function submodulesIn(stage: string): readonly string[] {
  return stage
    .split("\0")
    .flatMap((entry) => (entry.startsWith("160000 ") ? [entry.slice(entry.indexOf("\t") + 1)] : []));
}

async function walkTree(folder: string, wanted: WantedFiles): Promise<readonly string[]> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    // Without permission to look there is nothing to find.
    return [];
  }
  const files = entries.filter((entry) => !entry.isDirectory() && wanted.isWanted(entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && !isLeftOut(entry.name));
  const deeper = await Promise.all(
    folders
      .map((entry) => join(folder, entry.name))
      .map(async (path) => ((await isVirtualEnv(path)) ? [] : walkTree(path, wanted))),
  );
  return [...files.map((entry) => join(folder, entry.name)), ...deeper.flat()];
}

function isLeftOut(folderName: string): boolean {
  return TOOL_FOLDERS.has(folderName) || OUTPUT_FOLDERS.has(folderName);
}

/** Makes the function that tells why a file below `cwd` does not count; null where it does. Remembers which folders are virtual environments. */
export function createJudge(cwd: string): (file: string) => Promise<string | null> {
  const environments = new Map<string, Promise<boolean>>();
  return async (file) => {
    const folders = relative(cwd, dirname(file)).split(sep).filter(Boolean);
    const name = folders.find(isLeftOut);
    if (name !== undefined) return `lies in a folder ${name}`;
    if (folders.some((folder) => folder.includes("{{"))) return "is a template: its path holds {{ }}";
    for (let depth = 1; depth <= folders.length; depth++) {
      const folder = join(cwd, ...folders.slice(0, depth));
      const known = environments.get(folder) ?? isVirtualEnv(folder);
      environments.set(folder, known);
      if (await known) return "lies in a virtual environment";
    }
    return null;
  };
}

async function isVirtualEnv(folder: string): Promise<boolean> {
  try {
    await access(join(folder, "pyvenv.cfg"));
    return true;
  } catch {
    return false;
  }
}
