/**
 * Does Alembic load a file of this name from a version location? Decided on the name of the
 * resolved file (Alembic >= 1.10): anything that ends in `.py`, unless it starts with `.#` or
 * `__init__`. So `.hidden.py` and `conftest.py` are loaded, `x.PY` and `x.py~` are not.
 */
export function isRevisionFile(name: string, options: { readonly sourceless: boolean }): boolean {
  if (name.startsWith(".#") || name.startsWith("__init__")) return false;
  // Alembic's pattern stops at a line break in the name, and passes one over at its end.
  return options.sourceless ? /^[^\n]*\.py[co]?\n?$/.test(name) : /^[^\n]*\.py\n?$/.test(name);
}

/** Bytecode can be read by Python only. */
export function isBytecode(name: string): boolean {
  return name.endsWith(".pyc") || name.endsWith(".pyo");
}

/**
 * The id that the file name gives where the module has no `revision`: Alembic's oldest files were
 * named for their id and nothing else (`cafe.py` is `cafe`).
 */
export function idFromFileName(name: string): string | null {
  return /^([a-f0-9]+)\.py\n?$/.exec(name)?.[1] ?? null;
}
