import type { Dirent } from "node:fs";
import { lstat, readdir, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve as resolvePath, sep } from "node:path";
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
  const folders = entries.filter((entry) => entry.isDirectory());
  const names = new Set(entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name));
  for (const entry of entries) {
    // Both parts are as they should be: joining them properly would take longer than to read the file.
    const path = folder + sep + entry.name;
    if (entry.isSymbolicLink()) await addLink(path, listing);
    else if (entry.isDirectory()) {
      if (isRevisionFile(entry.name, locations) && !locations.recursiveVersionLocations)
        listing.drafts.push(folderNamedAsFile(path));
    } else if (!isBytecode(entry.name) || isWithoutSource(entry.name, names)) {
      if (entry.isFile() || (await lstat(path)).isFile()) addFile(path, path, listing);
      else if (isRevisionFile(entry.name, locations)) listing.drafts.push(noFile(path));
    }
  }
  if (locations.sourceless) for (const path of await listCache(folder, names)) addFile(path, path, listing);
  if (!locations.recursiveVersionLocations) return;
  for (const { name } of folders)
    if (!name.endsWith("__pycache__")) await listFolder(join(folder, name), listing);
}

async function addLink(path: string, listing: Listing): Promise<void> {
  const real = await resolve(path);
  if (real === null) {
    const end = await endOf(path);
    const isSeen = listing.seen.has(end);
    listing.seen.add(end);
    if (!isSeen && isRevisionFile(basename(end), listing.locations)) listing.drafts.push(brokenLink(path));
    else if (!isSeen && isRevisionFile(basename(path), listing.locations))
      listing.drafts.push({ ...brokenLink(path), severity: "warning", message: passedOver(path) });
    return;
  }
  const found = await stat(real);
  if (found.isFile()) addFile(path, real, listing);
  else if (!found.isDirectory() && isRevisionFile(basename(real), listing.locations))
    listing.drafts.push(noFile(path));
}

function addFile(path: string, real: string, listing: Listing): void {
  if (!isRevisionFile(real.slice(real.lastIndexOf(sep) + 1), listing.locations)) return;
  if (listing.seen.has(real)) listing.drafts.push(loadedTwice(path, real));
  else listing.files.push(real);
  listing.seen.add(real);
}

function isWithoutSource(name: string, names: ReadonlySet<string>): boolean {
  const source = name.slice(0, -1);
  return !names.has(source) && !(name.endsWith("o") && names.has(`${source}c`));
}

/** `__pycache__` files that stand for no listed file. */
async function listCache(folder: string, names: ReadonlySet<string>): Promise<string[]> {
  const stems = new Set([...names].map((name) => name.split(".", 1)[0]));
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

/** What a link that leads nowhere points to at last; itself, where links go round in a circle. */
async function endOf(path: string): Promise<string> {
  const seen = new Set<string>();
  let end = path;
  while (!seen.has(end)) {
    seen.add(end);
    try {
      end = resolvePath(dirname(end), await readlink(end));
    } catch {
      return end;
    }
  }
  return path;
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

function passedOver(path: string): string {
  return `${basename(path)} is a symbolic link that leads nowhere: Alembic before 1.10 fails on every command because of it, later versions pass it over.`;
}

function noFile(path: string): FindingDraft {
  return {
    code: "MF106",
    check: "files",
    file: path,
    line: 1,
    message: `${basename(path)} is a pipe, socket or device with the name of a revision file: Alembic waits on it, or fails.`,
    hint: "Move it out of the versions folder.",
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
