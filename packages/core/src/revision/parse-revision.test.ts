import { describe, expect, it } from "vitest";
import { parseRevision } from "./parse-revision.ts";
import type { ParsedRevision } from "./parse-revision.ts";

const TEMPLATE = `"""add users

Revision ID: b2
Revises: a1
"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "b2"
down_revision: Union[str, None] = "a1"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("""
revision = "not this one"
""")


def downgrade() -> None:
    pass
`;

function header(text: string): unknown {
  const parsed = parseRevision(text, "/v/b2_add.py");
  if (parsed.kind !== "revision") return parsed.kind === "needs-python" ? "python" : parsed.problem;
  const { id, down, labels, dependsOn } = parsed.revision;
  return [id, down, labels, dependsOn];
}

function revisionOf(parsed: ParsedRevision): Extract<ParsedRevision, { kind: "revision" }> {
  if (parsed.kind !== "revision") throw new Error(`not a revision: ${parsed.reason}`);
  return parsed;
}

it("reads a file of the typed template", () => {
  const { revision, shape } = revisionOf(parseRevision(TEMPLATE, "/v/b2_add_users.py"));
  expect(revision).toEqual({
    id: "b2",
    file: "/v/b2_add_users.py",
    line: 12,
    doc: "add users",
    down: ["a1"],
    dependsOn: [],
    labels: [],
    resolvedBy: "text",
  });
  expect(shape?.upgrade).toEqual({ kind: "function", line: 18, body: "body", raises: null });
  expect(shape?.downgrade).toEqual({ kind: "function", line: 24, body: "pass", raises: null });
});

describe("what the text settles", () => {
  const rest = '\ndown_revision = "a"\n';
  it.each<[string, unknown]>([
    ["revision = 'b'\ndown_revision = None", ["b", [], [], []]],
    ["revision = 'b'\ndown_revision = ()", ["b", [], [], []]],
    ["revision = 'b'\ndown_revision = []", ["b", [], [], []]],
    ["revision = 'b'\ndown_revision = ''", ["b", [""], [], []]],
    ["revision = 'b'\ndown_revision = (None,)", ["b", [], [], []]],
    ["revision = 'b'\ndown_revision = (('a',),)", ["b", ["a"], [], []]],
    ["revision = 'b'\ndown_revision = [('a', 'c')]", ["b", ["a", "c"], [], []]],
    ["revision = '''b'''\ndown_revision = ('a')", ["b", ["a"], [], []]],
    ["revision = r'b'\ndown_revision = ('a',)", ["b", ["a"], [], []]],
    ["revision = 'b'\ndown_revision = (\n  'a',  # one (\n  'c',\n)", ["b", ["a", "c"], [], []]],
    ["revision = 'b'\ndown_revision = 'a', 'c'", ["b", ["a", "c"], [], []]],
    ["revision = 'b'\ndown_revision = 'a',", ["b", ["a"], [], []]],
    ["revision = 'b'\ndown_revision = {'a', 'c'}", ["b", ["a", "c"], [], []]],
    ["revision = 'b'; down_revision = 'a'", ["b", ["a"], [], []]],
    ["revision, down_revision = 'b', 'a'", ["b", ["a"], [], []]],
    ["(revision, down_revision) = ('b', ['a', 'c'])", ["b", ["a", "c"], [], []]],
    ["x = revision = 'b'" + rest, ["b", ["a"], [], []]],
    ["revision = 'x'\nrevision = 'b'" + rest, ["b", ["a"], [], []]],
    ["revision = 'a' + \"b\"" + rest, ["ab", ["a"], [], []]],
    ["revision = ('a'\n 'b')" + rest, ["ab", ["a"], [], []]],
    ["revision = 'a' \\\n  'b'" + rest, ["ab", ["a"], [], []]],
    ["revision = '\\x62\\u0063\\U00000064\\145'" + rest, ["bcde", ["a"], [], []]],
    ["PREV = 'p'\nrevision = 'b'\ndown_revision = PREV", ["b", ["p"], [], []]],
    [
      "revision = 'b'\ndown_revision = 'a'\nbranch_labels = 'l'\ndepends_on = ['d', 'e']",
      ["b", ["a"], ["l"], ["d", "e"]],
    ],
    ["revision = 'b'\ndown_revision = None\ndepends_on: str", ["b", [], [], []]],
    ["revision = 'b'\ndown_revision = ''\ndepends_on = ''", ["b", [""], [], []]],
    ["revision = 'b'\ndown_revision = None\ndepends_on = ['']", ["b", [], [], []]],
    [
      "from x import *\nrevision = 'b'\ndown_revision = None\nbranch_labels = None\ndepends_on = None\n__doc__ = 'd'",
      ["b", [], [], []],
    ],
    ["if x:\n    revision = 'c'\nrevision = 'b'" + rest, ["b", ["a"], [], []]],
    ["revision = 'b'\r\ndown_revision = 'a'\r\n", ["b", ["a"], [], []]],
    ["revision = 'b'\rdown_revision = 'a'\r", ["b", ["a"], [], []]],
    ["revision = 'b'" + rest + "if __name__ == '__main__':\n    print(revision)", ["b", ["a"], [], []]],
    ["revision = 'b'" + rest + "print(f'{revision}')\nassert revision == 'b'", ["b", ["a"], [], []]],
    ["revision = 'b'" + rest + "def upgrade():\n    revision = 'local'\n", ["b", ["a"], [], []]],
    [
      "revision = 'b'" + rest + 'def upgrade(name):\n    globals()["upgrade_%s" % name]()\n',
      ["b", ["a"], [], []],
    ],
    ["revision = 'b'" + rest + "def upgrade():\n    op.execute(f'{x[\"a\"]} {{')\n", ["b", ["a"], [], []]],
    ["from app.modules.x import y\nrevision = 'b'" + rest, ["b", ["a"], [], []]],
    ["revision = 'b'" + rest + "def upgrade():\n    setattr(x, 'y', eval('1'))\n", ["b", ["a"], [], []]],
    ["revision = 'b'" + rest + "x = 'no globals() here'  # nor exec()", ["b", ["a"], [], []]],
    ["\f\nrevision = 'b'" + rest, ["b", ["a"], [], []]],
  ])("%j", (text, expected) => {
    expect(header(text)).toEqual(expected);
  });
});

describe("what only Python can tell", () => {
  const head = 'revision = "b"\ndown_revision = "a"\n';
  it.each([
    "revision = make_id()\ndown_revision = None",
    "revision = f'b'\ndown_revision = None",
    "revision = b'b'\ndown_revision = None",
    "revision = 'b%s' % 1\ndown_revision = None",
    "revision = 'b' if x else 'c'\ndown_revision = None",
    "revision = __file__[:4]\ndown_revision = None",
    "revision = '\\N{BULLET}'\ndown_revision = None",
    "revision = 0\ndown_revision = None",
    "revision = 'b'\ndown_revision = None\nbranch_labels = 1",
    "revision = 'b'\ndown_revision = tuple(['a'])",
    "revision = 'b'\ndown_revision = [x for x in y]",
    "revision = 'b'\ndown_revision = (*others,)",
    "revision, *down_revision = 'b', 'a'",
    "from .ids import revision\ndown_revision = None",
    `${head}from x import *`,
    `${head}import sys as revision`,
    `${head}if x:\n    depends_on = "c"`,
    `${head}try:\n    import x\nexcept ImportError:\n    depends_on = "c"`,
    `${head}for depends_on in "c": pass`,
    `${head}with x() as depends_on: pass`,
    `${head}match x:\n    case depends_on: pass`,
    `${head}print(depends_on := "c")`,
    `${head}del revision`,
    `${head}revision += "c"`,
    `${head}def f(x=(depends_on := "c")): pass`,
    `${head}def f():\n    global depends_on\n    depends_on = "c"\nf()`,
    `${head}globals()["depends_on"] = "c"`,
    `${head}def f():\n    globals()["depends_on"] = "c"\nf()`,
    `${head}exec("depends_on = 'c'")`,
    `${head}g = globals; g()["depends_on"] = "c"`,
    `${head}from builtins import exec as run\nrun("depends_on = 'c'")`,
    `${head}def f():\n    g = globals\n    g()["depends_on"] = "c"\nf()`,
    `${head}def f():\n    eval("globals().update(depends_on='c')")\ndef g():\n    f()\nx = g()`,
    `${head}def __getattr__(name):\n    return "c"`,
    `${head}setattr(sys.modules[__name__], "depends_on", "c")`,
    `${head}sys.modules[__name__].depends_on = "c"`,
    `${head}def depends_on(): pass`,
    `${head}class depends_on: pass`,
    `${head}type depends_on = str`,
    `${head}depends_on = ["c"]\ndepends_on.append("d")`,
    `others = ["c"]\n${head}depends_on = others`,
    `${head}x = depends_on = ["c"]`,
    `${head}x = (`,
    `${head}x = "never closed`,
    `${head}x = )`,
    `${head}__doc__ = make()`,
    "revision = 'b'\nrevision = \ndown_revision = None",
  ])("%j", (text) => {
    expect(header(text)).toBe("python");
  });
});

describe("what Alembic refuses", () => {
  it.each([
    ["def helper(): pass", "no-revision"],
    ["", "no-revision"],
    ["revision: str\ndown_revision = None", "no-revision"],
    ["revision = 'b'", "no-down-revision"],
    ["revision = None\ndown_revision = None", "bad-value"],
    ["revision = ('b',)\ndown_revision = None", "bad-value"],
    ["revision = 1\ndown_revision = None", "bad-value"],
    ["revision = 'b'\ndown_revision = ((),)", "bad-value"],
    ["revision = 'b'\ndown_revision = ((None,),)", "bad-value"],
    ["revision = 'b'\ndown_revision = (None, 'a')", "bad-value"],
    ["revision = 'b'\0", "not-text"],
  ])("%j is %s", (text, problem) => {
    expect(header(text)).toBe(problem);
  });
});

it("takes the id from a file name of hexadecimal digits only where the module has none", () => {
  expect(revisionOf(parseRevision("down_revision = None", "/v/cafe.py")).revision.id).toBe("cafe");
  expect(revisionOf(parseRevision("revision = 'x'\ndown_revision = None", "/v/cafe.py")).revision.id).toBe(
    "x",
  );
  expect(parseRevision("down_revision = None", "/v/cafe_x.py").kind).toBe("not-readable");
});

describe("the doc", () => {
  const doc = (docstring: string): string =>
    revisionOf(parseRevision(`${docstring}\nrevision = 'b'\ndown_revision = None\n`, "/v/b.py")).revision.doc;
  it.each([
    ['"""one"""', "one"],
    ['"""\n  one\n  two\n\nthree"""', "one\n  two"],
    ['"""one\n \ntwo"""', "one\n \ntwo"],
    ["# comment\n'one' 'two'", "onetwo"],
    ["('one'\n 'two')", "onetwo"],
    ["u'one'; x = 1", "one"],
    ["r'a\\n'", "a\\n"],
    ["f'one'", ""],
    ["b'one'", ""],
    ["'a' + 'b'", ""],
    ["import x\n'late'", ""],
    ["'one'\n__doc__ = 'two'", "two"],
    ["'one'\n__doc__ = None", ""],
    ["'\\u0085\\x1c one \\ufeff'", "one \ufeff"],
  ])("of %j is %j", (docstring, expected) => {
    expect(doc(docstring)).toBe(expected);
  });
});

describe("the shape of a function", () => {
  const body = (text: string): unknown => {
    const parsed = parseRevision(`revision = 'b'\ndown_revision = None\n${text}`, "/v/b.py");
    const step = parsed.shape?.upgrade;
    return step?.kind === "function" ? step.body : step?.kind;
  };
  it.each([
    ["def upgrade(): pass", "pass"],
    ["def upgrade():\n    # ### commands ###\n    pass  # nothing\n    # ### end ###", "pass"],
    ["def upgrade():\n    '''why'''", "docstring-only"],
    ["def upgrade():\n    '''why'''\n    pass", "pass"],
    ["async def upgrade(): ...", "ellipsis"],
    ["def upgrade():\n    return", "return"],
    ["def upgrade():\n    return None", "return"],
    ["def upgrade():\n    return f()", "body"],
    ["def upgrade():\n    raise NotImplementedError('x')", "raise"],
    ["def upgrade():\n    op.f()\n    raise X", "body"],
    ["@d\ndef upgrade():\n    pass", "pass"],
    ["def upgrade():\n    pass; op.f()", "body"],
    ["from x import upgrade", "other"],
    ["from x import *", "other"],
    ["if x:\n    def upgrade(): pass", "other"],
    ["upgrade = f", "other"],
    ["", "absent"],
    ["def upgrades(): pass", "absent"],
  ])("%j is %s", (text, expected) => {
    expect(body(text)).toBe(expected);
  });
});

describe("the raise that a function comes to", () => {
  const raises = (text: string): unknown => {
    const parsed = parseRevision(`revision = 'b'\ndown_revision = None\n${text}`, "/v/b.py");
    const step = parsed.shape?.downgrade;
    return step?.kind === "function" && step.raises !== null
      ? [step.raises.line, step.raises.exception, step.raises.reason]
      : null;
  };
  it.each<[string, unknown]>([
    [
      'def downgrade():\n    raise NotImplementedError("data is gone")',
      [4, "NotImplementedError", "data is gone"],
    ],
    ["def downgrade() -> None: raise RuntimeError", [3, "RuntimeError", null]],
    ["def downgrade():\n    raise Exception()", [4, "Exception", null]],
    [
      'def downgrade():\n    """Why."""\n    op.f()\n\n    raise alembic.util.CommandError(\n        "two "\n        "lines"\n    ) from None',
      [7, "alembic.util.CommandError", "two lines"],
    ],
    ["@d\ndef downgrade():\n    raise X(REASON)", [5, "X", "REASON"]],
    ["def downgrade():\n    raise X(f'gone: {x}')", [4, "X", "f'gone: {x}'"]],
    ["def downgrade():\n    raise X('a', 1)", [4, "X", "'a', 1"]],
    ["def downgrade():\n    pass; raise X('a')", [4, "X", "a"]],
    [`def downgrade():\n${"    op.f()\n".repeat(20)}    raise X("late")`, [24, "X", "late"]],
    ["def downgrade():\n    raise", null],
    ["def downgrade():\n    return\n    raise X('never')", null],
    ["def downgrade():\n    if x:\n        raise X('perhaps')", null],
    ["def downgrade():\n    try:\n        op.f()\n    except E:\n        raise X('perhaps')", null],
    ["def downgrade():\n    def inner():\n        raise X('not called')\n    op.f()", null],
    ["def downgrade():\n    refuse('by a helper')", null],
    ["downgrade = refuse", null],
  ])("%j: %j", (text, expected) => {
    expect(raises(text)).toEqual(expected);
  });
});

it("an empty string in depends_on is nothing, as for Alembic", () => {
  const text = 'revision = "b"\ndown_revision = "a"\ndepends_on = ""\n';
  expect(parseRevision(text, "/v/b_x.py")).toMatchObject({ revision: { dependsOn: [] } });
});
