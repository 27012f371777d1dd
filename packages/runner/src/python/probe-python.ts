import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../exec/cache-folder.ts";
import { runCommand } from "../exec/shell.ts";
import type { Environment } from "./interpreter.ts";
import { PROBE_MARK, PROBE_SCRIPT } from "./probe-script.ts";

/** What a Python says of itself. */
export interface PythonFacts {
  readonly executable: string;
  readonly python: string;
  readonly prefix: string;
  /** `sys.path` without the working directory. */
  readonly path: readonly string[];
  /** Null where it cannot be imported; `error` says why. */
  readonly alembic: string | null;
  readonly sqlalchemy: string | null;
  /** Versions of the database drivers that are installed, by the name of their package. */
  readonly drivers: Readonly<Record<string, string>>;
  readonly pip: boolean;
  /** Who keeps its packages, so that pip refuses to install (PEP 668): Debian's apt, or another; null: nobody. */
  readonly managed: "apt" | "other" | null;
  readonly error: string | null;
}

/** Asks an executable what it is. Null: it does not run, or is no Python. */
export type PythonProbe = (executable: string, cwd: string) => Promise<PythonFacts | null>;

const PROBE_TIMEOUT_MS = 30_000;

/**
 * Makes the function that asks interpreters. Each is asked once in the life of the probe, and once for as long
 * as nothing on its `sys.path` changes: answers are kept in the cache folder. Asking writes no bytecode.
 */
export function createPythonProbe(env: Environment): PythonProbe {
  const asked = new Map<string, Promise<PythonFacts | null>>();
  return async (executable, cwd) => {
    const file = await cacheFileOf(executable, env);
    // A shim (pyenv, asdf) may mean another Python in another folder.
    const key = file ?? `${executable}\0${cwd}`;
    const answer = asked.get(key) ?? probeCached(executable, { file, cwd, env });
    asked.set(key, answer);
    return answer;
  };
}

async function probeCached(
  executable: string,
  { file, cwd, env }: { readonly file: string | null; readonly cwd: string; readonly env: Environment },
): Promise<PythonFacts | null> {
  const cached = file === null ? null : await readCache(file);
  if (cached !== null) return cached;
  const facts = await ask(executable, cwd, env);
  if (file !== null && facts !== null) await writeCache(file, facts, executable);
  return facts;
}

async function ask(executable: string, cwd: string, env: Environment): Promise<PythonFacts | null> {
  const result = await runCommand(executable, ["-B", "-c", PROBE_SCRIPT], {
    cwd,
    env: { ...env, PYTHONDONTWRITEBYTECODE: "1" },
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const answer = result.stdout.split("\n").find((line) => line.startsWith(PROBE_MARK));
  return answer === undefined ? null : parseFacts(answer.slice(PROBE_MARK.length));
}

function parseFacts(text: string): PythonFacts | null {
  try {
    const facts = JSON.parse(text) as PythonFacts;
    return typeof facts.python === "string" && Array.isArray(facts.path) ? facts : null;
  } catch {
    return null;
  }
}

interface CacheEntry {
  readonly facts: PythonFacts;
  /** Paths with the time of their last change in milliseconds; null where there was nothing. */
  readonly watched: Readonly<Record<string, number | null>>;
}

/** Null where the answer must not be kept: a script stands for different Pythons at different times. */
async function cacheFileOf(executable: string, env: Environment): Promise<string | null> {
  try {
    const real = await realpath(executable);
    const start = await readStart(real);
    if (start === "#!") return null;
    const key = JSON.stringify([
      PROBE_SCRIPT,
      executable,
      real,
      env["PYTHONPATH"],
      env["PYTHONHOME"],
      env["HOME"],
    ]);
    const name = createHash("sha256").update(key).digest("hex").slice(0, 32);
    return join(cacheFolder(env), "pythons", `${name}.json`);
  } catch {
    return null;
  }
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function readCache(file: string): Promise<PythonFacts | null> {
  let entry: CacheEntry;
  try {
    entry = JSON.parse(await readFile(file, "utf8")) as CacheEntry;
  } catch {
    return null;
  }
  const changes = await Promise.all(
    Object.entries(entry.watched).map(async ([path, time]) => (await changeTime(path)) !== time),
  );
  return changes.includes(true) ? null : entry.facts;
}

async function writeCache(file: string, facts: PythonFacts, executable: string): Promise<void> {
  const paths = [executable, join(facts.prefix, "pyvenv.cfg"), ...facts.path];
  const watched = Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await changeTime(path)] as const)),
  );
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, JSON.stringify({ facts, watched } satisfies CacheEntry));
    await rename(draft, file);
  } catch {
    // A cache that cannot be written costs time, nothing else.
    await rm(draft, { force: true }).catch(() => {});
  }
}

async function changeTime(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}
