/**
 * Makes the Pythons that the examples, the tests and the benchmarks run on: virtual environments
 * from PyPI (or whatever index pip is configured for), or, where no index answers, ones that see
 * Debian's own packages. A ready environment costs milliseconds and needs no network.
 */
import { createHash } from "node:crypto";
import { access, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { $ } from "zx";
import { findInterpreters, type Interpreter, type MinorRange } from "./python-interpreters.ts";

/** `shop` belongs to the example; the others are the pairs of Alembic and SQLAlchemy that are tested. */
export type EnvironmentName = "shop" | "oldest" | "middle" | "newest-2.0" | "newest";

/** A Python that can import Alembic. */
export interface PythonEnvironment {
  /** Absolute path of the interpreter. */
  readonly python: string;
  readonly source: "pypi" | "debian";
  readonly versions: { readonly python: string; readonly alembic: string; readonly sqlalchemy: string };
  /** Whether the versions are those that the name asks for; false after a fallback to others. */
  readonly matches: boolean;
  /** What a person should know of it; empty where there is nothing to say. */
  readonly note: string;
}

/** No Python with Alembic can be had here; the message ends with the command that helps. */
export class EnvironmentUnavailable extends Error {}

interface Recipe {
  readonly requirements: string;
  readonly folder: (hash: string) => string;
  /** SQLAlchemy 1.4 has no wheels past Python 3.12. */
  readonly pythons: MinorRange;
  /** Bounds beyond the requirements, which must resolve on any index: what the name promises. */
  readonly promises?: string;
}

const root = join(import.meta.dirname, "..");
const cache = join(root, ".cache", "python");
const shop = join(root, "examples", "shop");
const DEBIAN_PYTHON = "/usr/bin/python3";
const DEBIAN_PACKAGES = ["alembic", "python3-psycopg2", "python3-asyncpg"];
const READY = "environment.json";

/** An index that has not answered by then is out of reach. */
const PROBE_TIMEOUT = "20s";

const RECIPES: Readonly<Record<EnvironmentName, Recipe>> = {
  shop: {
    requirements: join(shop, "requirements.txt"),
    // Where people make theirs, and where migrun looks.
    folder: () => join(shop, ".venv"),
    pythons: { from: 9, to: 99 },
  },
  oldest: tested("oldest", { from: 9, to: 12 }),
  middle: tested("middle", { from: 9, to: 13 }),
  "newest-2.0": tested("newest-2.0", { from: 9, to: 99 }),
  newest: { ...tested("newest", { from: 9, to: 99 }), promises: "sqlalchemy>=2.1" },
};

function tested(name: string, pythons: MinorRange): Recipe {
  const requirements = join(root, "fixtures", "requirements", `${name}.txt`);
  return { requirements, pythons, folder: (hash) => join(cache, `${name}-${hash}`) };
}

/**
 * Gives the named environment, made first if need be; safe to call from several processes at once.
 * Without an index it is Debian's Python (installed by apt where we are root), and `note` says so.
 * Throws `EnvironmentUnavailable` when neither can be had.
 */
export async function ensureEnvironment(name: EnvironmentName): Promise<PythonEnvironment> {
  const recipe = RECIPES[name];
  const hash = await hashOf(recipe.requirements);
  const folder = recipe.folder(hash);
  const ready = await readReady(folder, hash);
  if (ready !== null) return ready;
  return withLock(join(cache, `${name}.lock`), async () => {
    const meanwhile = await readReady(folder, hash);
    if (meanwhile !== null) return meanwhile;
    console.error(`python: making the environment "${name}"`);
    const made = (await fromIndex(name, recipe, folder)) ?? (await fromDebian(name, recipe, folder));
    await writeFile(join(folder, READY), `${JSON.stringify({ hash, environment: made }, null, 2)}\n`);
    return made;
  });
}

/**
 * The folder of `pre-commit`, `uv` and `check-jsonschema`, which tests of hooks and pipelines run; made first if need be.
 * Null where no index is in reach: nothing of Debian's stands in for them.
 */
export async function ensureTools(set: "tools" | "web" = "tools"): Promise<string | null> {
  const requirements = join(root, "fixtures", "requirements", `${set}.txt`);
  const folder = join(cache, `${set}-${await hashOf(requirements)}`);
  const ready = join(folder, READY);
  const isThere = () =>
    access(ready).then(
      () => true,
      () => false,
    );
  return withLock(join(cache, `${set}.lock`), async () => {
    const recipe = { requirements, folder: () => folder, pythons: { from: 10, to: 99 } };
    for (const interpreter of (await isThere()) ? [] : await findInterpreters(recipe.pythons)) {
      if ((await install(interpreter, recipe, folder)) === null) await writeFile(ready, "{}\n");
      if (await isThere()) break;
    }
    return (await isThere()) ? join(folder, "bin") : null;
  });
}

async function readReady(folder: string, hash: string): Promise<PythonEnvironment | null> {
  try {
    const ready: unknown = JSON.parse(await readFile(join(folder, READY), "utf8"));
    const { hash: made, environment } = ready as { hash: string; environment: PythonEnvironment };
    if (made !== hash) return null;
    // A symlink to an interpreter that may be gone since, or that lies in another clone.
    await access(environment.python);
    return environment.python.startsWith(folder) ? environment : null;
  } catch {
    return null;
  }
}

/** Null when no index answers; throws when one does, and no interpreter here can use what it has. */
async function fromIndex(
  name: EnvironmentName,
  recipe: Recipe,
  folder: string,
): Promise<PythonEnvironment | null> {
  const interpreters = await findInterpreters(recipe.pythons);
  const failures: string[] = [];
  for (const interpreter of interpreters) {
    const failure = await install(interpreter, recipe, folder);
    if (failure === null) return describe(folder, recipe, "pypi", "");
    if (failure === "out-of-reach") return null;
    failures.push(`Python 3.${interpreter.minor}: ${failure}`);
  }
  const { from, to } = recipe.pythons;
  const wanted = to === 99 ? `3.${from} or newer` : `3.${from} to 3.${to}`;
  console.error(`python: "${name}" needs Python ${wanted}. ${failures.join("; ") || "None is installed."}`);
  return null;
}

type InstallFailure = "out-of-reach" | (string & {});

async function install(
  interpreter: Interpreter,
  recipe: Recipe,
  folder: string,
): Promise<InstallFailure | null> {
  const venv = await $({ nothrow: true, quiet: true })`${interpreter.path} -m venv --clear ${folder}`;
  if (venv.exitCode !== 0) return lastLine(venv.text());
  const python = join(folder, "bin", "python");
  if (!(await isIndexInReach(python))) return "out-of-reach";
  // Wheels only: a machine without a compiler must do.
  const flags = ["--quiet", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:"];
  const pip = await $({
    nothrow: true,
    quiet: true,
  })`${python} -m pip install ${flags} -r ${recipe.requirements}`;
  return pip.exitCode === 0 ? null : lastLine(pip.stderr);
}

let inReach: Promise<boolean> | undefined;

/** Asks for one small package with short timeouts, through pip's own configuration. Decided once per process. */
async function isIndexInReach(python: string): Promise<boolean> {
  inReach ??= (async () => {
    const into = join(cache, `probe-${process.pid}`);
    const flags = ["--quiet", "--no-deps", "--only-binary", ":all:", "--timeout", "5", "--retries", "1"];
    const probe = await $({
      nothrow: true,
      quiet: true,
      timeout: PROBE_TIMEOUT,
    })`${python} -m pip download ${flags} --dest ${into} ${"alembic>=1.8"}`;
    await rm(into, { recursive: true, force: true });
    return probe.exitCode === 0;
  })();
  return inReach;
}

async function fromDebian(name: EnvironmentName, recipe: Recipe, folder: string): Promise<PythonEnvironment> {
  console.error(`python: no package index gives "${name}"; trying Debian's packages`);
  if (!(await hasDebianPackages())) await installDebianPackages();
  // An environment of its own all the same, so that the interpreter is found at the same place.
  await $({
    quiet: true,
  })`${DEBIAN_PYTHON} -m venv --clear --without-pip --system-site-packages ${folder}`;
  const note =
    `python: "${name}" is Debian's Python with Debian's packages, because no package index was in reach; ` +
    `remove ${folder.slice(root.length + 1)} to try the index again`;
  return describe(folder, recipe, "debian", note);
}

async function hasDebianPackages(): Promise<boolean> {
  const imports = "import alembic, sqlalchemy, psycopg2, asyncpg, greenlet";
  return (await $({ nothrow: true, quiet: true })`${DEBIAN_PYTHON} -c ${imports}`).exitCode === 0;
}

async function installDebianPackages(): Promise<void> {
  const command = `apt-get install --yes ${DEBIAN_PACKAGES.join(" ")}`;
  if (process.getuid?.() !== 0) {
    throw new EnvironmentUnavailable(
      `no package index is in reach, and Alembic is not installed; as root: ${command}`,
    );
  }
  const apt = $({ nothrow: true, quiet: true, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  const flags = ["--yes", "--no-install-recommends", "--quiet"];
  if ((await apt`apt-get install ${flags} ${DEBIAN_PACKAGES}`).exitCode === 0) return;
  await apt`apt-get update --quiet`;
  const again = await apt`apt-get install ${flags} ${DEBIAN_PACKAGES}`;
  if (again.exitCode !== 0) {
    throw new EnvironmentUnavailable(
      `neither a package index nor Debian's is in reach: ${command}: ${lastLine(again.stderr)}`,
    );
  }
}

async function describe(
  folder: string,
  recipe: Recipe,
  source: PythonEnvironment["source"],
  note: string,
): Promise<PythonEnvironment> {
  const python = join(folder, "bin", "python");
  const ask =
    "import json, platform, alembic, sqlalchemy; print(json.dumps(dict(" +
    "python=platform.python_version(), alembic=alembic.__version__, sqlalchemy=sqlalchemy.__version__)))";
  const versions = JSON.parse((await $({ quiet: true })`${python} -c ${ask}`).stdout);
  const bounds = `${await readFile(recipe.requirements, "utf8")}\n${recipe.promises ?? ""}`;
  const matches =
    isWithin(versions.alembic, bounds, "alembic") && isWithin(versions.sqlalchemy, bounds, "sqlalchemy");
  return { python, source, versions, matches, note };
}

/** Whether a version lies within all bounds (`>=1.4,<2`) that the requirements set for the package. */
function isWithin(version: string, requirements: string, name: string): boolean {
  const lines = requirements.split("\n").filter((line) => new RegExp(`^${name}\\b`, "u").test(line));
  return [...lines.join(",").matchAll(/(>=|<)([\d.]+)/gu)].every(([, operator, bound = ""]) => {
    const order = version.localeCompare(bound, "en", { numeric: true });
    return operator === "<" ? order < 0 : order >= 0;
  });
}

async function hashOf(requirements: string): Promise<string> {
  const shared = join(dirname(requirements), "drivers.txt");
  const texts = await Promise.all([requirements, shared].map((file) => readFile(file).catch(() => "")));
  return createHash("sha256").update(texts.join("\n")).digest("hex").slice(0, 12);
}

/** One process at a time; the lock of a process that is gone does not count. */
async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lock), { recursive: true });
  // Written first and linked then, so that a lock is never seen without its owner.
  const own = `${lock}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await tryLink(own, lock))) {
      const owner = Number(await readFile(lock, "utf8").catch(() => "0"));
      if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
      else await delay(200);
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user answers with EPERM, and is alive.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

if (import.meta.filename === process.argv[1]) {
  for (const name of process.argv.slice(2)) {
    const { versions, source } = await ensureEnvironment(name as EnvironmentName);
    console.log(
      `${name}: Python ${versions.python}, Alembic ${versions.alembic}, SQLAlchemy ${versions.sqlalchemy} (${source})`,
    );
  }
}
