import { expect, test } from "vitest";
import { versionWidthIn } from "./version-width.ts";

test.each([
  ["nobody says anything", "op.create_table('x', sa.Column('n', sa.String(99)))", 32],
  ["SQL", 'op.execute("ALTER TABLE alembic_version ALTER COLUMN version_num TYPE VARCHAR(128)")', 128],
  ["an operation", 'op.alter_column("alembic_version", "version_num", type_=sa.String(length=255))', 255],
  ["the table itself", 'sa.Column("version_num", sa.String(64), nullable=False)', 64],
  [
    "no limit",
    'op.execute("alter table alembic_version alter version_num type TEXT")',
    Number.POSITIVE_INFINITY,
  ],
  ["another statement", 'op.execute("SELECT version_num FROM v; CREATE TABLE t (a VARCHAR(99))")', 32],
  ["narrower", "version_num VARCHAR(16)", 32],
])("the width where %s", (_what, text, width) => {
  expect(versionWidthIn(["", text])).toBe(width);
});
