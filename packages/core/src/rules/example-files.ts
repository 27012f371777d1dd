/** Text of a revision file for examples; `header` and the functions may be replaced. */
export function exampleRevision(
  header: { readonly id: string; readonly down: string | null; readonly extra?: string },
  parts: { readonly docstring?: string; readonly upgrade?: string; readonly downgrade?: string } = {},
): string {
  const down = header.down === null ? "None" : header.down.startsWith("(") ? header.down : `"${header.down}"`;
  return [
    parts.docstring ?? '"""add things"""',
    "from alembic import op\n",
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
