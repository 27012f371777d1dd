import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { FindingDraft, Target } from "@migrun/core";
import { compareCodePoints, isBytecode, isRevisionFile } from "@migrun/core";

/** The files that Alembic would load from the version locations of a target, in order, with what is odd about them. */
export interface ListedFiles {
  /** Real absolute paths. */
  readonly files: readonly string[];
  readonly drafts: readonly FindingDraft[];
}

type Locations = Pick<Target, "versionLocations" | "recursiveVersionLocations" | "sourceless">;

/**
 * Lists what Alembic >= 1.10 would load: locations in their order, names by code point, a folder's
 * files before those of its subfolders, symbolic links resolved before the name is judged. A location
 * that does not exist is empty, as it is for Alembic.
 */
export async function listRevisionFiles(locations: Locations): Promise<ListedFiles> {
  const listing: Listing = { locations, files: [], drafts: [], seen: new Set() };
  for (const location of locations.versionLocations) {
    const folder = await resolve(location);
    if (folder !== null) await listFolder(folder, listing);
  }
  return listing;
}

interface Listing {
  readonly locations: Locations;
  readonly files: string[];
  readonly drafts: FindingDraft[];
  readonly seen: Set<string>;
}

/** `folder` is a real path: what is no link in it needs no resolving. */
async function listFolder(folder: string, listing: Listing): Promise<void> {
  const { locations } = listing;
  const entries = (await readEntries(folder)).toSorted((a, b) => compareCodePoints(a.name, b.name));
  const folders: Dirent[] = [];
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) folders.push(entry);
    else names.push(entry.name);
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) await addLink(path, listing);
    else if (entry.isDirectory()) {
      if (isRevisionFile(entry.name, locations) && !locations.recursiveVersionLocations)
        listing.drafts.push(folderNamedAsFile(path));
    } else if (!isBytecode(entry.name) || isWithoutSource(entry.name, names)) addFile(path, path, listing);
  }
  if (locations.sourceless) for (const path of await listCache(folder, names)) addFile(path, path, listing);
  if (!locations.recursiveVersionLocations) return;
  for (const { name } of folders)
    if (!name.endsWith("__pycache__")) await listFolder(join(folder, name), listing);
}

async function addLink(path: string, listing: Listing): Promise<void> {
  const real = await resolve(path);
  if (real === null) {
    if (isRevisionFile(basename(path), listing.locations)) listing.drafts.push(brokenLink(path));
  } else if (!(await stat(real)).isDirectory()) addFile(path, real, listing);
}

function addFile(path: string, real: string, listing: Listing): void {
  if (!isRevisionFile(basename(real), listing.locations)) return;
  if (listing.seen.has(real)) listing.drafts.push(loadedTwice(path, real));
  else listing.files.push(real);
  listing.seen.add(real);
}

function isWithoutSource(name: string, names: readonly string[]): boolean {
  const source = name.slice(0, -1);
  return !names.includes(source) && !(name.endsWith("o") && names.includes(`${source}c`));
}

/** `__pycache__` files that stand for no listed file. */
async function listCache(folder: string, names: readonly string[]): Promise<string[]> {
  const stems = new Set(names.map((name) => name.split(".", 1)[0]));
  const entries = await readEntries(join(folder, "__pycache__"));
  return entries
    .map(({ name }) => name)
    .filter((name) => isBytecode(name) && !stems.has(name.split(".", 1)[0] ?? ""))
    .toSorted(compareCodePoints)
    .map((name) => join(folder, "__pycache__", name));
}

async function readEntries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** The real path; null for what is not there, a link that leads nowhere included. */
async function resolve(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "ELOOP"].includes(String(error.code))
  );
}

function folderNamedAsFile(path: string): FindingDraft {
  return {
    code: "MF106",
    check: "files",
    severity: "warning",
    file: path,
    line: 1,
    message: `${basename(path)} is a folder with the name of a revision file: Alembic before 1.10 fails on every command because of it, later versions pass it over.`,
    hint: "Rename the folder, or move it out of the versions folder.",
  };
}

function brokenLink(path: string): FindingDraft {
  return {
    code: "MF106",
    check: "files",
    file: path,
    line: 1,
    message: `${basename(path)} is a symbolic link that leads nowhere: Alembic fails on every command because of it.`,
    hint: "Restore the file that it points to, or delete the link.",
  };
}

function loadedTwice(path: string, real: string): FindingDraft {
  return {
    code: "MG003",
    check: "heads",
    severity: "warning",
    file: path,
    line: 1,
    message: `${basename(path)} leads to ${basename(real)}, which is loaded already; Alembic warns and reads it once.`,
    hint: "Delete the link, or take the overlapping folder out of `version_locations`.",
  };
}
