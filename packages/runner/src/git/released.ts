import type { RevisionId } from "@migrun/core";
import { BaseFiles, type Blob, type GitOptions } from "./base-files.ts";
import { git } from "./git.ts";
import type { Base } from "./base.ts";

/** How git is asked. */
export interface ReleasedOptions extends GitOptions {
  /** The files of the base, where they are asked for more than once. */
  readonly files?: BaseFiles;
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

async function blobsAt(
  base: Base,
  folders: readonly string[],
  options: ReleasedOptions,
): Promise<readonly Blob[]> {
  return await (options.files ?? new BaseFiles(base, folders, options)).filesIn(folders);
}

async function idsOfBlobs(
  base: Base,
  blobs: readonly Blob[],
  options: ReleasedOptions,
): Promise<RevisionId[]> {
  if (blobs.length === 0) return [];
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
