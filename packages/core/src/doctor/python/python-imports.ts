/** One name that a Python module imports. */
export interface PythonImport {
  /** As written: `app.models`, `.base`, `..`. */
  readonly module: string;
  /** What is taken from it; null for `import module`, `*` for all. */
  readonly name: string | null;
  /** The name that it has here. */
  readonly as: string;
}

const IMPORT =
  /^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(?:\(([^)]*)\)|([^\n;]+))|import[ \t]+([^\n;]+))/gmu;

/**
 * The imports of a module's text, wherever they stand; those for type checkers alone are left out. By their
 * shape, without parsing: what merely looks like an import counts as well.
 */
export function pythonImports(text: string): readonly PythonImport[] {
  const source = withoutTypeChecking(text.replaceAll(/\\\r?\n/gu, " "));
  return [...source.matchAll(IMPORT)].flatMap(([, module, inBrackets, onLine, plain]) => {
    const list = (inBrackets ?? onLine ?? plain ?? "").replaceAll(/#[^\n]*/gu, "");
    return list.split(",").flatMap((item): readonly PythonImport[] => {
      const [, name, as] = /^\s*([\w.*]+)(?:\s+as\s+(\w+))?\s*$/u.exec(item) ?? [];
      if (name === undefined) return [];
      if (module === undefined) return [{ module: name, name: null, as: as ?? name }];
      return [{ module, name, as: as ?? name }];
    });
  });
}

/** Blocks below `if TYPE_CHECKING:` do not run. Lines stay where they are. */
function withoutTypeChecking(text: string): string {
  if (!text.includes("TYPE_CHECKING")) return text;
  let indent: number | null = null;
  return text
    .split("\n")
    .map((line) => {
      const own = line.search(/\S/u);
      if (indent !== null && own >= 0 && own <= indent) indent = null;
      if (indent !== null) return "";
      if (/^\s*if\s+(?:\w+\.)?TYPE_CHECKING\s*:/u.test(line)) indent = own;
      return line;
    })
    .join("\n");
}
