/** What to do, and the code for it. */
export interface SplitHint {
  /** Its first line, a sentence. */
  readonly prose: string;
  /** Lines of code as they are pasted: without the indentation that all of them have. */
  readonly code: readonly string[];
}

/** The parts of a hint: rules indent their code, other findings do not. */
export function splitHint(hint: string): SplitHint {
  const [prose = "", ...code] = hint.split("\n");
  const indents = code.filter((line) => line.trim() !== "").map((line) => /^ */u.exec(line)?.[0].length ?? 0);
  const common = Math.min(...(indents.length === 0 ? [0] : indents));
  return { prose, code: code.map((line) => (line.trim() === "" ? "" : line.slice(common))) };
}
