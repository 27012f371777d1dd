import { describe, expect, it, test } from "vitest";
import { readBody } from "./read-body.ts";
import { textOf } from "./read-operation.ts";

const lines = (...text: readonly string[]): string => text.join("\n");
const paths = (...text: readonly string[]): string[] =>
  readBody(lines(...text)).calls.map(({ path }) => String(path));

describe("paths of calls", () => {
  test.each([
    [["from alembic import op", "op.drop_table('a')"], "alembic.op.drop_table"],
    [["import alembic.op as o", "o.f('a')"], "alembic.op.f"],
    [
      ["from alembic import op", "bind = op.get_bind()", "bind.execute(1)"],
      "alembic.op.get_bind,alembic.op.get_bind().execute",
    ],
    [
      ["with op.batch_alter_table('a') as one:", "    one.drop_column('b')"],
      "alembic.op.batch_alter_table,alembic.op.batch_alter_table().drop_column",
    ],
    [["open('x')", "mine()", "def mine(): pass"], "~open,#mine"],
    [["import time", "for time in days: time.sleep(1)"], "time.sleep"],
    [["(lambda: 1)()"], "null"],
  ])("%s", (text, expected) => {
    expect(paths(...text).join(",")).toBe(expected);
  });

  it("follows what functions are given, where all calls agree", () => {
    const one = ["def fill(bind):", "    bind.execute(1)", "def upgrade():", "    fill(op.get_bind())"];
    expect(paths(...one)).toContain("alembic.op.get_bind().execute");
    expect(paths(...one, "    fill(other())")).toContain("~bind.execute");
  });

  it("takes the batch that is open, whatever others are called", () => {
    const { operations } = readBody(
      lines(
        "def upgrade():",
        "    with op.batch_alter_table('a') as batch:",
        "        batch.drop_column('x')",
        "    with op.batch_alter_table(table_name='b') as batch:",
        "        batch.add_column(sa.Column('y', sa.Text))",
      ),
    );
    expect(operations.map(({ name, table, column }) => `${name} ${table}.${column}`)).toEqual([
      "drop_column a.x",
      "add_column b.y",
    ]);
  });
});

describe("ways", () => {
  it("knows who comes to a call, also by its name alone", () => {
    const { calls } = readBody(
      lines(
        "def upgrade(): shared()",
        "def downgrade(): globals()['downgrade_one']()",
        "def shared(): a()",
        "def downgrade_one(): b()",
        "def nobody(): c()",
        "d()",
        "if __name__ == '__main__': e()",
      ),
    );
    const ways = calls.map(({ source, ways: own }) => `${source}: ${[...own].join(" ")}`);
    expect(ways.filter((one) => /^[a-e]\(/u.test(one))).toEqual([
      "a(): upgrade",
      "b(): downgrade",
      "c(): ",
      "d(): import",
      "e(): ",
    ]);
  });

  it("takes a function that is assigned", () => {
    const { calls } = readBody("def change(): a()\nupgrade = change\n");
    expect([...(calls[0]?.ways ?? [])]).toEqual(["upgrade"]);
  });
});

describe("places", () => {
  it("says what stands around a call", () => {
    const { calls } = readBody(
      lines(
        "def upgrade():",
        "    if dialect == 'mysql':",
        "        pass",
        "    elif other:",
        "        pass",
        "    else:",
        "        with op.get_context().autocommit_block():",
        "            for x in y:",
        "                z = run(inner(a=deep()))",
      ),
    );
    const deep = calls.find(({ source }) => source === "deep()");
    expect(deep).toMatchObject({
      line: 9,
      column: 33,
      function: "upgrade",
      assignedTo: ["z"],
      inside: [
        { path: "~inner", argument: "a" },
        { path: "~run", argument: null },
      ],
    });
    expect(deep?.blocks).toEqual([
      { kind: "if", source: "not (dialect == 'mysql' or other)", path: null },
      {
        kind: "with",
        source: "op.get_context().autocommit_block()",
        path: "alembic.op.get_context().autocommit_block()",
      },
      { kind: "loop", source: "x in y", path: null },
    ]);
  });
});

describe("values", () => {
  const valueOf = (...text: readonly string[]) =>
    readBody(lines(...text)).operations[0]?.arguments.get("sqltext");
  it("joins texts, and follows names that are bound once", () => {
    expect(textOf(valueOf("A = 'x'", "op.execute(A + ' y' ' z')"))).toBe("x y z");
    expect(textOf(valueOf("a = 'x'", "a += 'y'", "op.execute(a)"))).toBeNull();
    expect(textOf(valueOf("a = 'x'", "a = 'y'", "op.execute(a)"))).toBeNull();
    expect(textOf(valueOf("for a in b:", "    op.execute(a)"))).toBeNull();
    expect(textOf(valueOf("op.execute(op.f('x'))"))).toBe("x");
  });
  it("knows what is put into a text", () => {
    expect(valueOf("op.execute(f'a {b!r:>3} c {D}')")).toMatchObject({
      kind: "template",
      pieces: ["a ", " c ", "'"],
      holes: [{ source: "b" }, { source: "D" }],
      by: "f-string",
    });
    expect(valueOf("op.execute('a %s %(n)s' % (b, c))")).toMatchObject({
      by: "%",
      holes: [{ source: "b" }, { source: "c" }],
    });
    expect(valueOf("op.execute('a {}'.format(b))")).toMatchObject({
      by: ".format()",
      holes: [{ source: "b" }],
    });
  });
  it("does not go round in circles", () => {
    expect(readBody("a = b\nb = a\ndef f(x): f(x)\nop.execute(a)\nf(f(1))").operations).toHaveLength(1);
    expect(valueOf("a = op.execute(a)")).toMatchObject({ source: "a" });
  });
  it("reads what cannot be parsed as far as it goes", () => {
    expect(() => readBody("def upgrade(:\n  op.execute('x'\nclass")).not.toThrow();
  });
});

describe("imports", () => {
  it("knows their uses, and those for type checkers", () => {
    const { imports } = readBody(
      lines(
        "import a.b, c as d",
        "if TYPE_CHECKING:",
        "    from e import f",
        "def upgrade():",
        "    a.b.g()",
        "    from h import i",
      ),
    );
    expect(
      imports.map(({ full, name, as, isForTypes, uses }) => [full, name, as, isForTypes, uses.length]),
    ).toEqual([
      ["a.b", null, "a", false, 1],
      ["c", null, "d", false, 0],
      ["e", "f", "f", true, 0],
      ["h", "i", "i", false, 0],
    ]);
  });
});
