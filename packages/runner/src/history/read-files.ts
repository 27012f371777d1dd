import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** The bytes of a file, or why they could not be had. */
export type ReadFile =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly error: unknown }
  /** Whoever writes it is quicker than we are. */
  | { readonly kind: "changing" };

/** Files are handed out in groups, so that what is made of one can go before the next is read. */
const GROUP = 32;
/**
 * A file that is at hand takes some millionths of a second; over this, a disk or a network is at work. A busy machine delays
 * a few files much, a slow disk delays most.
 */
const SLOW_FILE_MS = 0.5;
/** How many slow files are asked for at once: enough to keep a disk busy, few enough for any limit on open files. */
const SLOW_AT_ONCE = 64;
/** For how long the event loop may wait. */
const LONGEST_TURN_MS = 20;
/** Clocks of file systems tick that seldom. */
const TICK_MS = 20;
const MOST_ATTEMPTS = 5;

/**
 * Reads files and hands each to `use`, in order. What is in the file cache is read in turn, which is several times
 * quicker than to hand every file to another thread; as soon as files are slow to come, many are asked for at once.
 * `bytes` are only good until `use` has returned.
 */
export async function readFiles<T>(
  files: readonly string[],
  use: (file: string, read: ReadFile) => T,
  signal?: AbortSignal,
): Promise<T[]> {
  const results: T[] = [];
  let turnStarted = monotonicMs();
  for (let from = 0; from < files.length; from += GROUP) {
    signal?.throwIfAborted();
    let slow = 0;
    let started = monotonicMs();
    for (const file of files.slice(from, from + GROUP)) {
      results.push(use(file, readAtOnce(file)));
      const ended = monotonicMs();
      if (ended - started > SLOW_FILE_MS) slow += 1;
      started = ended;
    }
    if (slow > GROUP / 2)
      return [...results, ...(await readSlowFiles(files.slice(from + GROUP), use, signal))];
    if (monotonicMs() - turnStarted < LONGEST_TURN_MS) continue;
    await setImmediate();
    turnStarted = monotonicMs();
  }
  return results;
}

async function readSlowFiles<T>(
  files: readonly string[],
  use: (file: string, read: ReadFile) => T,
  signal?: AbortSignal,
): Promise<T[]> {
  const results: T[] = [];
  for (let from = 0; from < files.length; from += SLOW_AT_ONCE) {
    signal?.throwIfAborted();
    const group = files.slice(from, from + SLOW_AT_ONCE);
    const reads = await Promise.all(group.map(readPatiently));
    for (const [index, file] of group.entries()) results.push(use(file, reads[index]!));
  }
  return results;
}

/** Most files of a history fit in here, so that none has to be measured before. */
const buffer = Buffer.allocUnsafeSlow(65_536);

function readAtOnce(file: string): ReadFile {
  let before = null as Buffer | null;
  try {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const startedAt = Date.now();
      const { bytes, size, changedAt } = readOnce(file);
      if (size === bytes.length && changedAt < startedAt - TICK_MS) return { kind: "read", bytes };
      // Written just now, or while it was read: what is there twice is whole.
      if (before?.equals(bytes) === true) return { kind: "read", bytes };
      before = Buffer.from(bytes);
    }
  } catch (error) {
    return { kind: "failed", error };
  }
  return { kind: "changing" };
}

function readOnce(file: string): {
  readonly bytes: Buffer;
  readonly size: number;
  readonly changedAt: number;
} {
  const handle = openSync(file, "r");
  try {
    const length = readSync(handle, buffer, 0, buffer.length, 0);
    const { size, mtimeMs } = fstatSync(handle);
    const bytes = length < buffer.length ? buffer.subarray(0, length) : readFileSync(file);
    return { bytes, size, changedAt: mtimeMs };
  } finally {
    closeSync(handle);
  }
}

async function readPatiently(file: string): Promise<ReadFile> {
  try {
    await using handle = await open(file, "r");
    const startedAt = Date.now();
    const bytes = await handle.readFile();
    const { size, mtimeMs } = await handle.stat();
    if (size === bytes.length && mtimeMs < startedAt - TICK_MS) return { kind: "read", bytes };
  } catch (error) {
    return { kind: "failed", error };
  }
  return detach(readAtOnce(file));
}

function detach(read: ReadFile): ReadFile {
  return read.kind === "read" ? { kind: "read", bytes: Buffer.from(read.bytes) } : read;
}
