import { createJudge, listFiles } from "./list-files.ts";

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
/**
 * All ini files and `pyproject.toml` below a folder, sorted. In a git repository what git ignores is left out
 * (git itself is asked, so that its index makes large trees quick); elsewhere the tree is walked. Virtual
 * environments, folders of tools and build outputs are left out in both.
 */
export async function findConfigFiles(cwd: string, env: Environment): Promise<readonly ConfigCandidate[]> {
  const files = await listFiles(cwd, env, { patterns: PATTERNS, isWanted: isConfigName });
  const judge = createJudge(cwd);
  const candidates = await Promise.all(files.map(async (file) => ({ file, leftOut: await judge(file) })));
  return candidates.sort((left, right) => (left.file < right.file ? -1 : 1));
}

function isConfigName(name: string): boolean {
  return name.endsWith(".ini") || name === "pyproject.toml";
}
