import { access, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { git } from "../git/git.ts";

/** A file that may hold an Alembic config. */
export interface ConfigCandidate {
  /** Absolute path. */
  readonly file: string;
  /** Why it does not count, if it turns out to hold one; null where it counts. */
  readonly leftOut: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What is looked for: the files that Alembic's `-c` usually names. */
const PATTERNS = [":(glob)**/*.ini", ":(glob)**/pyproject.toml"] as const;
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
 * All ini files and `pyproject.toml` below a folder, sorted. In a git repository what git ignores is left out
 * (git itself is asked, so that its index makes large trees quick); elsewhere the tree is walked. Virtual
 * environments, folders of tools and build outputs are left out in both.
 */
export async function findConfigFiles(cwd: string, env: Environment): Promise<readonly ConfigCandidate[]> {
  const listed = await listByGit(cwd, env);
  const files = listed ?? (await walkTree(cwd));
  const judge = createJudge(cwd);
  const candidates = await Promise.all(files.map(async (file) => ({ file, leftOut: await judge(file) })));
  return candidates.sort((left, right) => (left.file < right.file ? -1 : 1));
}

/** What git knows, and what is new and not ignored; null outside of git, or in a folder that git ignores. */
async function listByGit(cwd: string, env: Environment): Promise<readonly string[] | null> {
  const options = { cwd, env };
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...PATTERNS];
  const [listing, ignored, modules] = await Promise.all([
    git(args, options),
    git(["check-ignore", "-q", "."], options),
    git(["ls-files", "-z", "--stage"], options),
  ]);
  if (listing === null || ignored !== null) return null;
  const files = listing
    .split("\0")
    .filter(Boolean)
    .map((path) => resolve(cwd, path));
  const nested = await Promise.all(
    submodulesIn(modules ?? "").map((path) => listByGit(resolve(cwd, path), env)),
  );
  return [...new Set([...files, ...nested.flatMap((inner) => inner ?? [])])];
}

/** Paths that the index holds as a commit of another repository (mode 160000). */
function submodulesIn(stage: string): readonly string[] {
  return stage
    .split("\0")
    .flatMap((entry) => (entry.startsWith("160000 ") ? [entry.slice(entry.indexOf("\t") + 1)] : []));
}

async function walkTree(folder: string): Promise<readonly string[]> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    // Without permission to look there is nothing to find.
    return [];
  }
  const files = entries.filter((entry) => !entry.isDirectory() && isConfigName(entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && !isLeftOut(entry.name));
  const deeper = await Promise.all(
    folders
      .map((entry) => join(folder, entry.name))
      .map(async (path) => ((await isVirtualEnv(path)) ? [] : walkTree(path))),
  );
  return [...files.map((entry) => join(folder, entry.name)), ...deeper.flat()];
}

function isConfigName(name: string): boolean {
  return name.endsWith(".ini") || name === "pyproject.toml";
}

function isLeftOut(folderName: string): boolean {
  return TOOL_FOLDERS.has(folderName) || OUTPUT_FOLDERS.has(folderName);
}

/** Tells why a file below `cwd` does not count. Remembers which folders are virtual environments. */
function createJudge(cwd: string): (file: string) => Promise<string | null> {
  const environments = new Map<string, Promise<boolean>>();
  return async (file) => {
    const folders = relative(cwd, dirname(file)).split(sep).filter(Boolean);
    const name = folders.find(isLeftOut);
    if (name !== undefined) return `lies in a folder ${name}`;
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
