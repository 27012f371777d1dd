import { describe, expect, test } from "vitest";
import { canonicalBody } from "./canonical-body.ts";

const BEFORE = `"""add things"""
from alembic import op
import sqlalchemy as sa
import os

revision = "b2"
down_revision = "a1"

def upgrade():
    op.create_table('x', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('n', sa.String(1_0)))
    for (a, b) in pairs: op.execute("a" "b")
    return (None)

def downgrade():
    op.drop_table('x')
`;

test("what formatters and tidy hands change counts for nothing", () => {
  const after = `"""Add things, better said."""

import sqlalchemy as sa
from alembic import op  # sorted

revision: str = 'b2'
down_revision: str | None = 'a9'
branch_labels = None


def upgrade() -> None:
    """Make x."""
    op.create_table(
        "x",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("n", sa.String(10)),  # why
    )
    for a, b in pairs:
        op.execute("ab")
    return None


def downgrade() -> None:
    op.drop_table("x")
`;
  expect(canonicalBody(after)).toBe(canonicalBody(BEFORE));
  expect(canonicalBody(BEFORE.replaceAll("\n", "\r\n"))).toBe(canonicalBody(BEFORE));
});

describe("what changes what runs, counts", () => {
  test.each([
    ["a name", "'x', sa", "'y', sa"],
    ["an option", "primary_key=True", "primary_key=False"],
    ["an argument", "sa.Integer(), ", ""],
    ["a number", "1_0", "11"],
    ["a statement", "    return (None)\n", ""],
    ["the text of an execute", '"a" "b"', '"a b"'],
    ["where a used name comes from", "import sqlalchemy as sa", "import other as sa"],
    ["the order", "    return (None)\n", "    x.y()\n    return (None)\n"],
    ["a tuple of one", "return (None)", "return (None,)"],
    ["brackets that bind", "return (None)", "return (1 + 2) * 3"],
  ])("%s", (_what, from, to) => {
    expect(BEFORE).toContain(from);
    expect(canonicalBody(BEFORE.replace(from, to))).not.toBe(canonicalBody(BEFORE));
  });

  test.each([
    ["a downgrade that is mended", "op.drop_table('x')\n", "op.drop_table('x')\n    op.drop_table('y')\n"],
    ["one that is taken away", "def downgrade():\n    op.drop_table('x')\n", ""],
    [
      "one with a helper and an import of its own",
      "def downgrade():\n",
      "from x import y\n\ndef forget(name):\n    y(name, downgrade)\n\ndef downgrade():\n    forget('x')\n",
    ],
  ])("%s counts for nothing: no database that went up differs by it", (_what, from, to) => {
    expect(BEFORE).toContain(from);
    expect(canonicalBody(BEFORE.replace(from, to))).toBe(canonicalBody(BEFORE));
  });

  test("a function counts where `upgrade` or the module comes to it", () => {
    const body = (value: string, rest = ""): string =>
      canonicalBody(
        `def make():\n    return inner()\ndef inner():\n    return ${value}\ndef upgrade():\n    make()\ndef downgrade():\n    make()\n${rest}`,
      );
    expect(body("1")).not.toBe(body("2"));
    const whole = (value: string): string =>
      canonicalBody(`def upgrade():\n    downgrade()\ndef downgrade():\n    f(${value})\n`);
    expect(whole("1")).not.toBe(whole("2"));
    expect(body("1", "downgrade()\n")).not.toBe(body("1"));
    expect(canonicalBody("def upgrade():\n    f('downgrade')\ndef downgrade():\n    f(1)\n")).toBe(
      canonicalBody("def upgrade():\n    f('downgrade')\n"),
    );
  });

  test("brackets change the order of evaluation, not the text alone", () => {
    const body = (value: string): string => canonicalBody(`def upgrade():\n    return ${value}\n`);
    expect(body("(1 + 2) * 3")).not.toBe(body("1 + 2 * 3"));
    expect(body("f((a, b))")).not.toBe(body("f(a, b)"));
    expect(body("x[1:2]")).not.toBe(body("x[1, 2]"));
    expect(body("[a]")).not.toBe(body("(a)"));
    expect(body("f'{a}'")).not.toBe(body("f'{b}'"));
    expect(body("not (a or b)")).not.toBe(body("(not a) or b"));
  });
});
