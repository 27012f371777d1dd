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
        "Type public.mood is still there after the way down: `downgrade()` of revision 1f2e3d4c5b6a does not undo its `upgrade()`.",
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
