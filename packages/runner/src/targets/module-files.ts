import { readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { ModuleLookup, ModuleText, Target } from "@migrun/core";

/** Bigger files are no settings modules, and are left alone. Bytes. */
const BIGGEST_MODULE = 512 * 1024;
/** Most files that are read for all targets of a run. */
const MOST_FILES = 5000;

/** Reads Python modules of the repository, each once, whatever the number of targets that import it. */
export class ModuleFiles {
  readonly #root: string;
  readonly #pythonPath: string;
  /** By file, then by the name it is imported as; null: there is none, or it is not to be read. */
  readonly #texts = new Map<string, string | null>();
  readonly #modules = new Map<string, ModuleText>();
  readonly #entries = new Map<string, ReadonlySet<string>>();

  /** `root`: the folder of the repository; modules above it are not looked for. */
  constructor(root: string, env: Readonly<Record<string, string | undefined>>) {
    this.#root = root;
    this.#pythonPath = env["PYTHONPATH"] ?? "";
  }

  /**
   * Where a target's env.py finds modules of the repository: `prepend_sys_path`, `PYTHONPATH`, its working directory,
   * and the folders around it and around env.py, each with its `src`.
   */
  lookupFor(target: Target, pythonPath: string | null): ModuleLookup {
    const { cwd, scriptDirectory, prependSysPath } = target;
    const given = [...prependSysPath, ...(pythonPath ?? this.#pythonPath).split(delimiter).filter(Boolean)];
    const around = [
      cwd,
      ...(scriptDirectory === null ? [] : this.#upFrom(scriptDirectory)),
      ...this.#upFrom(cwd),
    ];
    const folders = [
      ...given.map((path) => resolve(cwd, path)),
      ...around.flatMap((folder) => [folder, join(folder, "src")]),
    ];
    const roots = [...new Set(folders)];
    return (name) => this.#find(name, roots);
  }

  #find(name: string, roots: readonly string[]): ModuleText | null {
    const parts = name.split(".");
    if (!parts.every((part) => /^[^\W\d]\w*$/u.test(part))) return null;
    for (const root of roots) {
      const top = parts[0] ?? "";
      if (!this.#has(root, top) && !this.#has(root, `${top}.py`)) continue;
      const base = join(root, ...parts);
      // As Python has it: a package wins over a module beside it.
      const found =
        this.#read(name, join(base, "__init__.py"), true) ?? this.#read(name, `${base}.py`, false);
      if (found !== null) return found;
    }
    return null;
  }

  #read(name: string, file: string, isPackage: boolean): ModuleText | null {
    if (!this.#has(dirname(file), isPackage ? "__init__.py" : `${name.split(".").at(-1)}.py`)) return null;
    const key = `${name}\0${file}`;
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const text = this.#text(file);
    if (text === null) return null;
    const module = { name, file, text, isPackage };
    this.#modules.set(key, module);
    return module;
  }

  #text(file: string): string | null {
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    const text = this.#texts.size < MOST_FILES ? readText(file) : null;
    this.#texts.set(file, text);
    return text;
  }

  /** Is there such an entry in the folder? Each folder is listed once: most names are those of installed packages. */
  #has(folder: string, entry: string): boolean {
    let entries = this.#entries.get(folder);
    if (entries === undefined) {
      entries = new Set(listFolder(folder));
      this.#entries.set(folder, entries);
    }
    return entries.has(entry);
  }

  /** The folder and those around it, up to the root of the repository. */
  #upFrom(folder: string): readonly string[] {
    const folders: string[] = [];
    for (let at = folder; ; at = dirname(at)) {
      folders.push(at);
      if (at === this.#root || dirname(at) === at) break;
    }
    return folders.at(-1) === this.#root ? folders : [folder];
  }
}

function readText(file: string): string | null {
  try {
    const about = statSync(file);
    return about.isFile() && about.size <= BIGGEST_MODULE ? readFileSync(file, "utf8") : null;
  } catch {
    return null;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
