import { baseName, folderOf, relativePath } from "./paths.ts";

/** What a name is made from. */
export interface Nameable {
  /** Absolute path of the config file. */
  readonly file: string;
  readonly section: string;
}

/** Alembic's default section: it says nothing about the database, so the folder gives the name. */
const PLAIN_SECTION = "alembic";

/**
 * One name for each, in the same order: the section's; the folder's of the config file where the section is the
 * plain `alembic`; `alembic` in the working directory itself. Names that collide with each other or with a
 * `reserved` one become the shortest path suffix that tells them apart, followed by `:section` where the section
 * has a name of its own.
 */
export function nameTargets(
  targets: readonly Nameable[],
  cwd: string,
  reserved: readonly string[] = [],
): readonly string[] {
  const plain = targets.map((target) => plainName(target, cwd));
  const taken = new Set([...reserved, ...plain]);
  return targets.map((target, index) => {
    const name = plain[index] ?? PLAIN_SECTION;
    const rivals = targets.filter((_, at) => at !== index && plain[at] === name);
    if (!reserved.includes(name) && (rivals.length === 0 || ownsPlainName(target, rivals, cwd))) return name;
    const theirs = new Set(rivals.flatMap((rival) => longerNames(rival, cwd)));
    const candidates = longerNames(target, cwd);
    const own = candidates.find((candidate) => !theirs.has(candidate) && !taken.has(candidate));
    return own ?? `${relativePath(cwd, target.file)}:${target.section}`;
  });
}

function plainName({ file, section }: Nameable, cwd: string): string {
  if (section !== PLAIN_SECTION || folderOf(file) === cwd) return section;
  return baseName(folderOf(file));
}

/** `alembic` belongs to the config of the working directory, also where a folder is called so. */
function ownsPlainName(target: Nameable, rivals: readonly Nameable[], cwd: string): boolean {
  const isOwner = ({ file, section }: Nameable): boolean =>
    section === PLAIN_SECTION && folderOf(file) === cwd;
  return isOwner(target) && !rivals.some(isOwner);
}

/** Longer and longer suffixes of the folder's path, then of the file's. */
function longerNames({ file, section }: Nameable, cwd: string): readonly string[] {
  const parts = relativePath(cwd, file).split("/");
  const folders = suffixes(parts.slice(0, -1));
  const names = [...folders, ...suffixes(parts)];
  return section === PLAIN_SECTION ? names : names.map((name) => `${name}:${section}`);
}

function suffixes(parts: readonly string[]): readonly string[] {
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("/"));
}
