/** Leaves out what a comment line says again: a file with several containers tells its reasons once. */
export function commentOnce(lines: readonly string[]): readonly string[] {
  const told = new Set<string>();
  return lines.filter((line) => {
    const text = line.trim();
    if (!text.startsWith("#")) return true;
    const isNew = !told.has(text);
    told.add(text);
    return isNew;
  });
}
