/** Finds the Python interpreters of this machine, to make environments from. */
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { $ } from "zx";

/** A Python that starts: where it is, and its minor version (`12` for 3.12). */
export interface Interpreter {
  readonly path: string;
  readonly minor: number;
}

/** Minor versions of Python 3 that a set of requirements is known to run on, both included. */
export interface MinorRange {
  readonly from: number;
  readonly to: number;
}

const NAME = /^python3(\.\d+)?$/;
const DESCRIBE = "import sys; print(*sys.version_info[:2], sys.version_info.releaselevel, sys.executable)";

/** Interpreters within the range, newest first, one per minor version. Releases only, no previews. */
export async function findInterpreters(range: MinorRange): Promise<readonly Interpreter[]> {
  const described = await Promise.all((await listCandidates()).map(describe));
  const byMinor = new Map<number, Interpreter>();
  for (const one of described) {
    if (one === null || one.minor < range.from || one.minor > range.to) continue;
    if (!byMinor.has(one.minor)) byMinor.set(one.minor, one);
  }
  return [...byMinor.values()].sort((a, b) => b.minor - a.minor);
}

async function describe(path: string): Promise<Interpreter | null> {
  // pyenv's shims are on the PATH for versions that are not switched on; they exit with an error.
  const run = await $({ nothrow: true, quiet: true, timeout: "10s" })`${path} -c ${DESCRIBE}`;
  const [major, minor, level, ...executable] = run.stdout.trim().split(" ");
  if (run.exitCode !== 0 || major !== "3" || level !== "final") return null;
  return { path: executable.join(" "), minor: Number(minor) };
}

async function listCandidates(): Promise<readonly string[]> {
  const home = homedir();
  const roots = [process.env["PYENV_ROOT"] ?? join(home, ".pyenv"), join(home, ".local/share/uv")];
  const versions = await Promise.all([
    list(join(roots[0] ?? "", "versions")),
    list(join(roots[1] ?? "", "python")),
  ]);
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""),
    "/usr/local/bin",
    "/usr/bin",
    ...versions.flat().map((folder) => join(folder, "bin")),
  ];
  const found = await Promise.all(folders.map(list));
  return [...new Set(found.flat())].filter((path) => NAME.test(path.slice(path.lastIndexOf("/") + 1)));
}

async function list(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name));
}
