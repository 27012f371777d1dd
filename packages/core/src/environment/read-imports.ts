import type { SyntaxNode } from "@lezer/common";

/** One name that an import statement binds. */
export interface ImportedName {
  /** Dotted and absolute. */
  readonly module: string;
  /** The name inside the module; null for the module itself; `*` for all of them. */
  readonly name: string | null;
  readonly as: string;
}

/** Where a relative import starts. */
interface Importer {
  readonly name: string;
  readonly text: string;
  readonly isPackage: boolean;
}

const FROM_IMPORT = /^from\s*(\.*)\s*([\w.]*)\s+import\s*\(?([\s\S]*?)\)?$/u;
const ALIAS = /^([\w.]+|\*)(?:\s+as\s+(\w+))?$/u;

/** Reads one import statement; relative ones are resolved against the module that they stand in. */
export function readImports(node: SyntaxNode, module: Importer): readonly ImportedName[] {
  return parseImport(module.text.slice(node.from, node.to), module);
}

function parseImport(statement: string, module: Omit<Importer, "text">): readonly ImportedName[] {
  const source = statement.replaceAll(/#.*|\\\r?\n/gu, " ").trim();
  const from = FROM_IMPORT.exec(source);
  const list = from?.[3] ?? source.replace(/^import\s+/u, "");
  const origin = from === null ? null : absoluteName(from[1]?.length ?? 0, from[2] ?? "", module);
  if (from !== null && origin === null) return [];
  return list.split(",").flatMap((item): readonly ImportedName[] => {
    const match = ALIAS.exec(item.trim());
    const name = match?.[1];
    if (name === undefined) return [];
    if (origin !== null) return [{ module: origin, name, as: match?.[2] ?? name }];
    const alias = match?.[2];
    // `import a.b` binds `a`; `import a.b as c` binds the inner module.
    const top = name.split(".")[0] ?? name;
    return [{ module: alias === undefined ? top : name, name: null, as: alias ?? top }];
  });
}

/** Modules that run when a text is imported: those of its imports that stand at the left margin, outside of strings. */
export function importedModules(module: Importer): readonly string[] {
  const code = module.text.replaceAll(/("""|''')[\s\S]*?\1/gu, "''");
  const found = new Set<string>();
  for (const [statement] of code.matchAll(
    /^(?:from\s[^\n(]*\([^)]*\)|(?:from|import)\s(?:\\\r?\n|[^\n])*)/gmu,
  )) {
    for (const { module: name, name: member } of parseImport(statement.trim(), module)) {
      found.add(name);
      if (member !== null && member !== "*") found.add(`${name}.${member}`);
    }
    // All of `import a.b.c` runs, whatever it binds.
    const plain = /^import\s+([\s\S]*)$/u.exec(statement.trim())?.[1] ?? "";
    for (const item of plain.split(",")) found.add(item.trim().split(/\s/u)[0] ?? "");
  }
  found.delete("");
  return [...found];
}

function absoluteName(dots: number, path: string, module: Omit<Importer, "text">): string | null {
  if (dots === 0) return path;
  const parts = module.name.split(".");
  const kept = parts.length - dots + (module.isPackage ? 1 : 0);
  if (kept < 1) return null;
  return [...parts.slice(0, kept), ...(path === "" ? [] : [path])].join(".");
}
