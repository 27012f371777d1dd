import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, dataOf, runFixture, told } from "./run-fixture.ts";

describe("what is there after the way down (MC510)", () => {
  it("is told with the revision, the line of its downgrade, and the operation that is missing", async () => {
    const ran = await runFixture("left-behind");
    expect(ran.report.exitCode).toBe(1);
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "passed", drift: "passed", roundtrip: "failed" });
    expect(dataOf(ran.target(), "roundtrip")).toEqual({ verifiedDownTo: "base", revisions: 4 });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MC510 left-behind error (roundtrip) migrations/versions/a20000000000_add_colour.py:28
      object type:public.colour
      revision a20000000000
      Enum public.colour is still there after the way down. \`downgrade()\` of revision a20000000000 does not undo its \`upgrade()\`.
      > Drop it in \`downgrade()\`, after the columns that use it (dropping a table does not drop its enum):
      >     op.execute("DROP TYPE colour")

      MC510 left-behind error (roundtrip) migrations/versions/a30000000000_create_numbers.py:24
      object sequence:public.numbers
      revision a30000000000
      Sequence public.numbers is still there after the way down. \`downgrade()\` of revision a30000000000 does not undo its \`upgrade()\`.
      > Drop it in \`downgrade()\`:
      >     op.execute("DROP SEQUENCE numbers")

      MC510 left-behind error (roundtrip) migrations/versions/a40000000000_create_a_function.py:24
      object function:public.answer()
      revision a40000000000
      Function public.answer() is still there after the way down. \`downgrade()\` of revision a40000000000 does not undo its \`upgrade()\`.
      > Drop it in \`downgrade()\`:
      >     op.execute("DROP FUNCTION answer()")"
    `);
  });

  it("is told together with what it breaks", async () => {
    const ran = await runFixture("empty-downgrade");
    expect(ran.report.exitCode).toBe(1);
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MC510 left-behind error (roundtrip) migrations/versions/a20000000000_create_sales.py:27
      object table:public.sales
      revision a20000000000
      Table public.sales is still there after the way down. \`downgrade()\` of revision a20000000000 does not undo its \`upgrade()\`.
      > Drop it in \`downgrade()\`:
      >     op.drop_table("sales")
      > Because of it the second way up fails: relation "sales" already exists

      MR501 downgrade-empty warning (files) migrations/versions/a20000000000_create_sales.py:27
      revision a20000000000
      downgrade() of revision a20000000000 does nothing, and upgrade() does: after \`alembic downgrade\` the version table says what is not so.
      > Undo what upgrade() does, or say that there is no way back: \`raise NotImplementedError("restore from a backup")\`."
    `);
  });
});

it("tells what the second way up makes differently, with both definitions (MC511)", async () => {
  const ran = await runFixture("not-restored");
  expect(ran.report.exitCode).toBe(1);
  expect(told(ran.target().findings)).toMatchInlineSnapshot(`
    "MC510 left-behind error (roundtrip) migrations/versions/a10000000000_create_settings.py:24
    object table:public.settings
    revision a10000000000
    Table public.settings is still there after the way down. \`downgrade()\` of revision a10000000000 does not undo its \`upgrade()\`.
    > Drop it in \`downgrade()\`:
    >     op.drop_table("settings")

    MC511 not-restored error (roundtrip) migrations/versions/a20000000000_add_locale.py:27
    object table:public.settings.column:locale
    revision a20000000000
    Column public.settings.locale differs after down and up again: first character varying(10) NOT NULL DEFAULT 'en'::character varying, then character varying(10) DEFAULT 'en'::character varying. \`downgrade()\` of revision a20000000000 does not undo its \`upgrade()\`.
    > Let \`downgrade()\` restore exactly what was there before \`upgrade()\`: names, types, defaults and constraints."
  `);
});

describe("a downgrade that fails (MX906)", () => {
  it("is told with its revision, line and statement", async () => {
    await using project = await copyFixture("linear");
    await project.edit(
      "migrations/versions/a30000000000_create_sales.py",
      'op.drop_table("sales")',
      'op.drop_table("sale")',
    );
    const ran = await project.run();
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX906 downgrade-failed error (roundtrip) migrations/versions/a30000000000_create_sales.py:34
      revision a30000000000
      The downgrade of revision a30000000000 failed: table "sale" does not exist
      > Mend \`downgrade()\`. Where there is no way back, let it raise NotImplementedError("why"), or declare how far down this history goes: \`targets.alembic.roundtrip.floor\`.
      > The statement was:
      >     DROP TABLE sale"
    `);
  });

  it("is told as such where only the way up again fails, over rows that stayed", async () => {
    await using project = await copyFixture("linear");
    await project.write("before.sql", "CREATE TABLE countries (code text PRIMARY KEY);\n");
    await project.write("migrun.config.yaml", "targets: { alembic: { bootstrap: [before.sql] } }\n");
    const insert = `    op.execute("INSERT INTO countries VALUES ('CH')")\n`;
    const file = "migrations/versions/a10000000000_create_items.py";
    await project.edit(file, "def upgrade() -> None:\n", `def upgrade() -> None:\n${insert}`);
    await project.edit("migrations/env.py", "target_metadata=Base.metadata", "target_metadata=None");
    await project.edit("migrations/env.py", "target_metadata=Base.metadata", "target_metadata=None");
    const ran = await project.run();
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX905 upgrade-failed error (roundtrip) migrations/versions/a10000000000_create_items.py:22
      revision a10000000000
      After the way down, on the way up again: The upgrade of revision a10000000000 failed: duplicate key value violates unique constraint "countries_pkey"
      DETAIL:  Key (code)=(CH) already exists.
      > Let \`downgrade()\` take away everything that \`upgrade()\` puts in, rows too.
      > The statement was:
      >     INSERT INTO countries VALUES ('CH')"
    `);
  });

  it("is told of a missing one too, and what is above it is verified", async () => {
    await using project = await copyFixture("linear");
    const file = "migrations/versions/a20000000000_add_price_to_items.py";
    const text = await project.read(file);
    await project.write(file, text.slice(0, text.indexOf("def downgrade")));
    const ran = await project.run({ command: "roundtrip" });
    expect(dataOf(ran.target(), "roundtrip")).toEqual({
      verifiedDownTo: "a20000000000",
      revisions: 1,
      notVerified: 2,
      irreversible: [],
      noDowngrade: [{ revision: "a20000000000", file }],
      failed: [],
    });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX906 downgrade-failed error (roundtrip) migrations/versions/a20000000000_add_price_to_items.py:1
      revision a20000000000
      Revision a20000000000 has no \`downgrade()\`: there is no way down, and nothing from it on was tried.
      > Write \`downgrade()\`, or declare how far down this history goes: \`targets.alembic.roundtrip.floor\`."
    `);
  });
});

describe("a floor", () => {
  it("is as far as the way down goes, and is said", async () => {
    await using project = await copyFixture("left-behind");
    await project.write("migrun.config.yaml", "targets: { alembic: { roundtrip: { floor: a40 } } }\n");
    const ran = await project.run();
    expect(told(ran.target().findings)).toBe("");
    expect(ran.report.exitCode).toBe(0);
    expect(dataOf(ran.target(), "roundtrip")).toEqual({
      verifiedDownTo: "a40000000000",
      revisions: 0,
      notVerified: 4,
      irreversible: [],
      noDowngrade: [],
      failed: [],
    });
  });

  it("leaves what is above it to be judged, and blames nobody below", async () => {
    await using project = await copyFixture("left-behind");
    await project.write(
      "migrun.config.yaml",
      "targets: { alembic: { roundtrip: { floor: a20000000000 } } }\n",
    );
    const ran = await project.run();
    expect(dataOf(ran.target(), "roundtrip")).toMatchObject({
      verifiedDownTo: "a20000000000",
      revisions: 2,
      notVerified: 2,
    });
    expect(ran.target().findings.map((one) => `${one.code} ${one.object} ${one.revision}`)).toEqual([
      "MC510 sequence:public.numbers a30000000000",
      "MC510 function:public.answer() a40000000000",
    ]);
  });

  it.each([["a4"], ["colours"]])("is found by a part of its id, and by its label: %s", async (floor) => {
    await using project = await copyFixture("left-behind");
    await project.edit(
      "migrations/versions/a40000000000_create_a_function.py",
      "branch_labels: Union[str, Sequence[str], None] = None",
      'branch_labels: Union[str, Sequence[str], None] = "colours"',
    );
    await project.write("migrun.config.yaml", `targets: { alembic: { roundtrip: { floor: ${floor} } } }\n`);
    const ran = await project.run({ command: "roundtrip" });
    expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: "a40000000000" });
  });

  it("on one branch lets the other go all the way down", async () => {
    await using project = await copyFixture("two-heads");
    await project.write(
      "migrun.config.yaml",
      "targets: { alembic: { heads: 2, roundtrip: { floor: b10000000000 } } }\n",
    );
    const ran = await project.run({ command: "roundtrip" });
    expect(ran.report.exitCode).toBe(0);
    expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: "b10000000000", revisions: 1 });
  });

  it("that no revision has is a mistake of the configuration, with the nearest one (exit 2)", async () => {
    await using project = await copyFixture("linear");
    await project.write(
      "migrun.config.yaml",
      "targets: { alembic: { roundtrip: { floor: a2000000000O } } }\n",
    );
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(2);
    expect(checksIn(ran.target())).toMatchObject({ drift: "passed", roundtrip: "failed" });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX918 unknown-floor error (roundtrip)
      object config:targets.alembic.roundtrip.floor
      \`targets.alembic.roundtrip.floor\` is "a2000000000O", and no revision has this id or branch label (did you mean "a20000000000"?).
      > Name a revision by its id, the beginning of its id, or its branch label; \`alembic history\` lists them."
    `);
  });
});
