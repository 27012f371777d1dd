import { folderOfPath, joinPaths } from "../relative-paths.ts";
import type { Repository } from "../repository.ts";
import { pythonImports } from "./python-imports.ts";
import type { PythonImport } from "./python-imports.ts";

/** Where a name was defined. */
export interface PythonName {
  readonly file: string;
  readonly name: string;
}

/** Longest chain of modules that hand a name on. */
const LONGEST_CHAIN = 8;

/** The modules of a repository as Python would import them from given folders. Nothing is executed. */
export class ModuleMap {
  readonly #repository: Repository;
  readonly #files: ReadonlySet<string>;
  readonly #roots: readonly string[];
  readonly #imports = new Map<string, readonly PythonImport[]>();

  constructor(repository: Repository, roots: readonly string[]) {
    this.#repository = repository;
    this.#files = new Set(repository.files);
    this.#roots = roots;
  }

  /** The imports of a file; none where it cannot be read. */
  importsOf(file: string): readonly PythonImport[] {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const imports = pythonImports(this.#repository.read(file) ?? "");
    this.#imports.set(file, imports);
    return imports;
  }

  /** The file of a module that `from` imports; null where it is not of this repository. */
  fileOf(module: string, from: string): string | null {
    const [dots = ""] = /^\.*/u.exec(module) ?? [];
    const path = module.slice(dots.length).replaceAll(".", "/");
    if (dots !== "") {
      let folder = folderOfPath(from);
      for (let up = 1; up < dots.length; up++) folder = folderOfPath(folder);
      return this.#at(joinPaths(folder, path));
    }
    for (const root of this.#roots) {
      const found = this.#at(joinPaths(root, path));
      if (found !== null) return found;
    }
    return null;
  }

  /** Every file that runs when a file is run: what it imports, and the packages above. */
  reachableFrom(start: string): ReadonlySet<string> {
    const seen = new Set([start]);
    const queue = [start];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      for (const imported of this.importsOf(file)) {
        for (const next of this.#filesOfImport(imported, file)) {
          if (seen.has(next)) continue;
          seen.add(next);
          queue.push(next);
        }
      }
    }
    return seen;
  }

  /** Where a name of a file is defined, through modules that only hand it on; null where that cannot be told. */
  definitionOf(name: string, file: string, depth = 0): PythonName | null {
    if (depth > LONGEST_CHAIN) return null;
    const imported = this.importsOf(file)
      .filter(({ as }) => name === as || name.startsWith(`${as}.`))
      .toSorted((left, right) => right.as.length - left.as.length)[0];
    if (imported === undefined) return this.#definedHere(name, file, depth);
    const rest = name.slice(imported.as.length + 1);
    return this.#definitionOfImport(imported, { file, rest: rest === "" ? [] : rest.split("."), depth });
  }

  #definitionOfImport(
    { module, name }: PythonImport,
    from: { readonly file: string; readonly rest: readonly string[]; readonly depth: number },
  ): PythonName | null {
    const { file, rest, depth } = from;
    const inside = name === null ? null : this.fileOf(joinModule(module, name), file);
    if (inside !== null && rest.length > 0) return this.definitionOf(rest.join("."), inside, depth + 1);
    const at = this.fileOf(module, file);
    if (at === null) return null;
    const wanted = [...(name === null ? [] : [name]), ...rest].join(".");
    return wanted === "" ? null : this.definitionOf(wanted, at, depth + 1);
  }

  #definedHere(name: string, file: string, depth: number): PythonName | null {
    const text = this.#repository.read(file) ?? "";
    if (!/^\w+$/u.test(name)) return null;
    if (new RegExp(String.raw`^(?:class\s+${name}\b|${name}\s*(?::[^=\n]+)?=[^=])`, "mu").test(text)) {
      return { file, name };
    }
    const stars = this.importsOf(file).filter((one) => one.name === "*");
    for (const { module } of stars) {
      const at = this.fileOf(module, file);
      const found = at === null ? null : this.definitionOf(name, at, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }

  #filesOfImport({ module, name }: PythonImport, from: string): readonly string[] {
    const modules = name === null || name === "*" ? [module] : [module, joinModule(module, name)];
    return modules.flatMap((one) => {
      const file = this.fileOf(one, from);
      return file === null ? [] : [file, ...this.#packagesAbove(file)];
    });
  }

  #packagesAbove(file: string): readonly string[] {
    const packages: string[] = [];
    for (let folder = folderOfPath(file); folder !== "." && folder !== ".."; folder = folderOfPath(folder)) {
      const init = joinPaths(folder, "__init__.py");
      if (!this.#files.has(init)) break;
      packages.push(init);
    }
    return packages;
  }

  #at(path: string): string | null {
    return [`${path}.py`, joinPaths(path, "__init__.py")].find((file) => this.#files.has(file)) ?? null;
  }
}

function joinModule(module: string, name: string): string {
  return module.endsWith(".") ? `${module}${name}` : `${module}.${name}`;
}
