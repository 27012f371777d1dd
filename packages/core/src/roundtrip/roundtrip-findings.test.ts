import { expect, it } from "vitest";
import { leftBehindFindings, notRestoredFindings, type RoundtripContext } from "./roundtrip-findings.ts";

const context: RoundtripContext = {
  guilty: new Map([["type:public.mood", "1f2e3d4c5b6a"]]),
  placeOf: (revision) => ({ file: `migrations/versions/${revision}_add_mood.py`, line: 21 }),
  alembic: "alembic -n users",
  secondWayUp: 'type "mood" already exists',
};

it("tells what is left, by whom, where, how to drop it, and what it breaks", () => {
  const drafts = leftBehindFindings(
    [{ object: "type:public.mood", type: "enum", kind: "extra", before: null, after: "enum ('ok')" }],
    context,
  );
  expect(drafts).toEqual([
    {
      check: "roundtrip",
      code: "MC510",
      object: "type:public.mood",
      revision: "1f2e3d4c5b6a",
      file: "migrations/versions/1f2e3d4c5b6a_add_mood.py",
      line: 21,
      message:
        "Enum public.mood is still there after the way down. `downgrade()` of revision 1f2e3d4c5b6a does not undo its `upgrade()`.",
      hint:
        "Drop it in `downgrade()`, after the columns that use it (dropping a table does not drop its enum):\n" +
        '    op.execute("DROP TYPE mood")\n' +
        'Because of it the second way up fails: type "mood" already exists',
    },
  ]);
});

it("shows both definitions of what was not restored, also without a known revision", () => {
  const [draft] = notRestoredFindings(
    [
      {
        object: "table:public.a.column:b",
        type: "column",
        kind: "different",
        before: "integer",
        after: "bigint",
      },
    ],
    { ...context, secondWayUp: null },
  );
  expect(draft).toMatchObject({
    code: "MC511",
    revision: null,
    file: null,
    message: "Column public.a.b differs after down and up again: first integer, then bigint.",
  });
});

it.each([
  ["table", "table:public.a", 'op.drop_table("a")'],
  ["table", "table:audit.a", 'op.drop_table("a", schema="audit")'],
  ["column", "table:audit.a.column:b", 'op.drop_column("a", "b", schema="audit")'],
  ["constraint", "constraint:public.a.uq_a", 'op.drop_constraint("uq_a", "a")'],
  ["index", "index:public.ix_a", 'op.drop_index("ix_a")'],
  ["index", "index:ix_a", 'op.drop_index("ix_a")'],
  ["domain", "type:audit.mood", 'op.execute("DROP DOMAIN audit.mood")'],
  ["materialized view", "view:public.a", 'op.execute("DROP MATERIALIZED VIEW a")'],
  ["function", "function:public.f(a integer)", 'op.execute("DROP FUNCTION f(a integer)")'],
])("says how a %s is dropped: %s", (type, object, operation) => {
  const difference = { object, type, kind: "extra", before: null, after: "" } as const;
  const [draft] = leftBehindFindings([difference], { ...context, secondWayUp: null });
  expect(draft?.hint).toBe(`Drop it in \`downgrade()\`:\n    ${operation}`);
});

it("does not guess an operation", () => {
  for (const [type, object] of [
    ["trigger", "trigger:public.a.t"],
    ["table", "table:public.with.dots"],
  ] as const) {
    const difference = { object, type, kind: "extra", before: null, after: "" } as const;
    const [draft] = leftBehindFindings([difference], { ...context, secondWayUp: null });
    expect(draft?.hint).toBe("Drop it in `downgrade()`.");
  }
});
