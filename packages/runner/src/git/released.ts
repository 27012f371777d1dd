import { realpath } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { isRevisionFile } from "@migrun/core";
import type { RevisionId } from "@migrun/core";
import { git } from "./git.ts";
import type { Base } from "./base.ts";

/** How git is asked. */
export interface ReleasedOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** A file of the base. */
export interface Blob {
  readonly id: string;
  /** Absolute. */
  readonly file: string;
}

/**
 * The Python files that exist at the base in the given folders (absolute), as absolute
 * paths in the working tree. Empty where there is no base, or for folders outside the repository.
 */
export async function releasedFiles(
  base: Base,
  folders: readonly string[],
  options: ReleasedOptions,
): Promise<Set<string>> {
  return new Set((await blobsAt(base, folders, options)).map(({ file }) => file));
}

/**
 * The revision ids that exist at the base in the given folders, however their files are called now.
 * `known` holds the ids of the files of today: a file that is at the same path keeps its id and is
 * not read again; the others are read from the base, all with one command.
 */
export async function releasedIds(
  base: Base,
  folders: readonly string[],
  options: ReleasedOptions & { readonly known: ReadonlyMap<string, RevisionId> },
): Promise<Set<RevisionId>> {
  const ids = new Set<RevisionId>();
  const moved: Blob[] = [];
  for (const blob of await blobsAt(base, folders, options)) {
    const id = options.known.get(blob.file);
    if (id === undefined) moved.push(blob);
    else ids.add(id);
  }
  for (const id of await idsOfBlobs(base, moved, options)) ids.add(id);
  return ids;
}

async function blobsAt(base: Base, folders: readonly string[], options: ReleasedOptions): Promise<Blob[]> {
  if (base.kind === "none") return [];
  const pathspecs = await pathspecsOf(base, folders);
  if (pathspecs.length === 0) return [];
  const listing = await git(["ls-tree", "-r", "-z", "--full-tree", base.commit, "--", ...pathspecs], {
    ...options,
    cwd: base.root,
  });
  const blobs: Blob[] = [];
  for (const entry of (listing ?? "").split("\0")) {
    const [, id, path] = /^\d+ blob (\w+)\t(.*)$/s.exec(entry) ?? [];
    if (id === undefined || path === undefined) continue;
    const file = join(base.root, path);
    if (isRevisionFile(basename(file), { sourceless: false })) blobs.push({ id, file });
  }
  return blobs;
}

/** Folders as git names them; those outside of the repository are left out. */
export async function pathspecsOf(
  base: Extract<Base, { kind: "commit" }>,
  folders: readonly string[],
): Promise<readonly string[]> {
  const real = await Promise.all(folders.map(realFolder));
  const paths = real.map((folder) => relative(base.root, folder)).filter((path) => !isOutside(path));
  return paths.map((path) => (path === "" ? "." : path.split(sep).join("/")));
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

async function idsOfBlobs(
  base: Base,
  blobs: readonly Blob[],
  options: ReleasedOptions,
): Promise<RevisionId[]> {
  const texts = await readBlobs(base, blobs, options);
  const { parseRevision } = await import("../history/parse-whole.ts");
  return blobs.flatMap(({ file }, index) => {
    const parsed = parseRevision(texts[index] ?? "", file);
    return parsed.kind === "revision" ? [parsed.revision.id] : [];
  });
}

/** The texts of blobs of the base, all read with one command. */
export async function readBlobs(
  base: Base,
  blobs: readonly Blob[],
  options: ReleasedOptions,
): Promise<readonly string[]> {
  if (base.kind === "none" || blobs.length === 0) return [];
  const input = blobs.map(({ id }) => `${id}\n`).join("");
  const output = await git(["cat-file", "--batch"], { ...options, cwd: base.root, input });
  return splitBatch(output ?? "", blobs);
}

/**
 * Splits the output of `git cat-file --batch`: `<id> blob <size>`, the content, a newline, for each
 * object. By ids and not by sizes: bytes that are not UTF-8 have become others on the way.
 */
function splitBatch(output: string, blobs: readonly Blob[]): string[] {
  const texts: string[] = [];
  let at = 0;
  for (const [index] of blobs.entries()) {
    const start = output.indexOf("\n", at) + 1;
    const next = blobs[index + 1];
    const end = next === undefined ? output.length - 1 : output.indexOf(`\n${next.id} blob `, start - 1);
    if (start === 0 || end < start - 1) break;
    texts.push(output.slice(start, Math.max(start, end)).replace(/^\uFEFF/, ""));
    at = end + 1;
  }
  return texts;
}
