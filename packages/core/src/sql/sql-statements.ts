import { type SqlToken, sqlTokens } from "./sql-tokens.ts";

/** One statement of a text, without the semicolon that ends it. */
export interface SqlStatement {
  readonly text: string;
  /** Offset of its first token in the whole text. */
  readonly from: number;
  readonly tokens: readonly SqlToken[];
}

/** Cuts a text into statements. A text that is no SQL gives tokens too, and never an error. */
export function sqlStatements(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: SqlToken[] = [];
  /** Inside of `BEGIN ATOMIC … END`, where a semicolon ends nothing. */
  let depth = 0;
  const end = (at: number): void => {
    const [first] = tokens;
    if (first !== undefined)
      statements.push({ text: sql.slice(first.from, at).trimEnd(), from: first.from, tokens });
    tokens = [];
  };
  for (const token of sqlTokens(sql)) {
    if (token.kind === "other" && token.text === ";" && depth === 0) {
      end(token.from);
      continue;
    }
    if (token.kind === "word") depth = atomicDepth(depth, token, tokens.at(-1));
    tokens.push(token);
  }
  end(sql.length);
  return statements;
}

function atomicDepth(depth: number, { text }: SqlToken, before: SqlToken | undefined): number {
  if (text === "atomic" && before?.text === "begin") return depth + 1;
  if (depth === 0) return 0;
  if (text === "case") return depth + 1;
  return text === "end" ? depth - 1 : depth;
}
