import type { RuleExample } from "./define-rule.ts";

/** Lines of one revision: at the margin above its functions, on its way up, and on its way down. */
export interface ExampleLines {
  readonly head?: readonly string[];
  readonly up?: readonly string[];
  readonly down?: readonly string[];
}

/** A version folder with one revision, made of these lines. */
export function exampleDoing(
  { head = [], up = ["pass"], down = ['raise NotImplementedError("restore from a backup")'] }: ExampleLines,
  more: Omit<RuleExample, "files"> & { readonly files?: RuleExample["files"] } = {},
): RuleExample {
  const body = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join("\n");
  const text = exampleRevision(
    { id: "a1", down: null },
    {
      head: ["import sqlalchemy as sa", ...head],
      upgrade: `def upgrade():\n${body(up)}`,
      downgrade: `def downgrade():\n${body(down)}`,
    },
  );
  return { ...more, files: { ...more.files, "a1_x.py": text } };
}

/** Text of a revision file for examples; `header` and the functions may be replaced. */
export function exampleRevision(
  header: { readonly id: string; readonly down: string | null; readonly extra?: string },
  parts: {
    readonly docstring?: string;
    /** Lines after the import of `op`. */
    readonly head?: readonly string[];
    readonly upgrade?: string;
    readonly downgrade?: string;
  } = {},
): string {
  const down = header.down === null ? "None" : header.down.startsWith("(") ? header.down : `"${header.down}"`;
  return [
    parts.docstring ?? '"""add things"""',
    "from alembic import op",
    ...(parts.head ?? []),
    "",
    `revision = "${header.id}"`,
    `down_revision = ${down}`,
    ...(header.extra === undefined ? [] : [header.extra]),
    "",
    parts.upgrade ?? 'def upgrade():\n    op.execute("CREATE TABLE things (id bigint PRIMARY KEY)")',
    "",
    parts.downgrade ?? 'def downgrade():\n    op.execute("DROP TABLE things")',
    "",
  ].join("\n");
}
