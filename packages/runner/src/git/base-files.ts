import { basename, join, relative, sep } from "node:path";
import { realpath } from "node:fs/promises";
import { isRevisionFile } from "@migrun/core";
import type { Base } from "./base.ts";
import { git } from "./git.ts";

/** How git is asked. */
export interface GitOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** A file of the base. */
export interface Blob {
  readonly id: string;
  /** Absolute, in the working tree. */
  readonly file: string;
}

/** The Python files of the base in some folders, and what has become of them. git is asked once for all folders. */
export class BaseFiles {
  readonly #base: Base;
  readonly #folders: readonly string[];
  readonly #options: GitOptions;
  #files: Promise<readonly Blob[]> | null = null;
  #changed: Promise<readonly Blob[] | null> | null = null;

  /** `folders`: absolute; those outside of the repository are left out. */
  constructor(base: Base, folders: readonly string[], options: GitOptions) {
    this.#base = base;
    this.#folders = [...new Set(folders)];
    this.#options = options;
  }

  /** Lets git begin with both questions, while somebody else is at work. */
  start(): void {
    this.#files ??= this.#listFiles();
    this.#changed ??= this.#listChanged();
    // Awaited later; until then a failure must not count as unhandled.
    for (const asked of [this.#files, this.#changed]) asked.catch(() => {});
  }

  /** The files below the folders that the base has. */
  async filesIn(folders: readonly string[]): Promise<readonly Blob[]> {
    const other = this.#forOthers(folders);
    if (other !== null) return await other.filesIn(folders);
    this.#files ??= this.#listFiles();
    return await inFolders(await this.#files, folders);
  }

  /** Those of them that are changed or gone, as they were at the base; null where git does not answer. */
  async changedIn(folders: readonly string[]): Promise<readonly Blob[] | null> {
    const other = this.#forOthers(folders);
    if (other !== null) return await other.changedIn(folders);
    this.#changed ??= this.#listChanged();
    const changed = await this.#changed;
    return changed === null ? null : await inFolders(changed, folders);
  }

  /** Folders that only Python could tell come later. */
  #forOthers(folders: readonly string[]): BaseFiles | null {
    const isCovered = folders.every((folder) => this.#folders.includes(folder));
    return isCovered ? null : new BaseFiles(this.#base, folders, this.#options);
  }

  async #listFiles(): Promise<readonly Blob[]> {
    const listing = await this.#ask(["ls-tree", "-r", "-z", "--full-tree"]);
    return (listing ?? "").split("\0").flatMap((entry) => {
      const [, id, path] = /^\d+ blob (\w+)\t(.*)$/s.exec(entry) ?? [];
      return this.#blobs(id, path);
    });
  }

  async #listChanged(): Promise<readonly Blob[] | null> {
    const raw = await this.#ask(["diff", "--raw", "--no-abbrev", "--no-renames", "-z"]);
    if (raw === null) return null;
    const entries = raw.matchAll(/:\d+ \d+ (\w+) \w+ [MDT]\0([^\0]*)\0/gu);
    return [...entries].flatMap(([, id, path]) => this.#blobs(id, path));
  }

  async #ask(command: readonly string[]): Promise<string | null> {
    if (this.#base.kind === "none") return null;
    const { root, commit } = this.#base;
    const paths = (await Promise.all(this.#folders.map(realFolder)))
      .map((folder) => relative(root, folder))
      .filter((path) => !isOutside(path))
      .map((path) => (path === "" ? "." : path.split(sep).join("/")));
    if (paths.length === 0) return null;
    return await git([...command, commit, "--", ...paths], { ...this.#options, cwd: root });
  }

  #blobs(id: string | undefined, path: string | undefined): readonly Blob[] {
    if (id === undefined || path === undefined || this.#base.kind === "none") return [];
    const file = join(this.#base.root, path);
    return isRevisionFile(basename(file), { sourceless: false }) ? [{ id, file }] : [];
  }
}

async function inFolders(blobs: readonly Blob[], folders: readonly string[]): Promise<readonly Blob[]> {
  const real = await Promise.all(folders.map(realFolder));
  return blobs.filter(({ file }) => real.some((folder) => file.startsWith(folder + sep)));
}

/** git knows files by their real place; a folder that is gone has no other. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    return folder;
  }
}

function isOutside(path: string): boolean {
  return path === ".." || path.startsWith(`..${sep}`) || path.startsWith("/") || /^[A-Za-z]:/.test(path);
}
