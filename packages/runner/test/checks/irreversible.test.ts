import { expect, it } from "vitest";
import { checksIn, copyFixture, dataOf, type Project, told } from "./run-fixture.ts";

const PRICE = "migrations/versions/a20000000000_add_price_to_items.py";
const REFUSES = 'raise NotImplementedError("old prices are gone")';

/** The linear history whose second of three revisions has another way down. */
async function linearWith(downgrade: string): Promise<Project> {
  const project = await copyFixture("linear");
  await project.edit(PRICE, 'op.drop_column("items", "price")', downgrade);
  return project;
}

it("ends the way down with its reason, and what is above it is verified (MR502)", async () => {
  await using project = await linearWith(REFUSES);
  const ran = await project.run();
  expect(ran.report.exitCode).toBe(0);
  expect(checksIn(ran.target())).toMatchObject({ files: "passed", drift: "passed", roundtrip: "passed" });
  expect(dataOf(ran.target(), "roundtrip")).toEqual({
    verifiedDownTo: "a20000000000",
    revisions: 1,
    notVerified: 2,
    irreversible: [
      {
        revision: "a20000000000",
        file: PRICE,
        line: 28,
        exception: "NotImplementedError",
        reason: "old prices are gone",
      },
    ],
    noDowngrade: [],
    failed: [],
  });
  expect(told(ran.target().findings)).toMatchInlineSnapshot(`
    "MR502 downgrade-raises notice (roundtrip) migrations/versions/a20000000000_add_price_to_items.py:28
    revision a20000000000
    The way down ends at revision a20000000000: its \`downgrade()\` raises NotImplementedError: old prices are gone. It and what is below it (2 revisions in all) stay as they are.
    > Nothing, where it is meant so: a rollback across it needs a restore."
  `);
});

it("without a reason is a warning that asks for one", async () => {
  await using project = await linearWith("raise RuntimeError");
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.report).toMatchObject({ exitCode: 0, summary: { findings: { warning: 1 } } });
  expect(told(ran.target().findings)).toMatchInlineSnapshot(`
    "MR502 downgrade-raises warning (roundtrip) migrations/versions/a20000000000_add_price_to_items.py:28
    revision a20000000000
    The way down ends at revision a20000000000: its \`downgrade()\` raises RuntimeError and gives no reason. It and what is below it (2 revisions in all) stay as they are.
    > Say why there is no way back: \`raise RuntimeError("why")\`."
  `);
});

it("hides nothing of what is above it", async () => {
  await using project = await copyFixture("left-behind");
  await project.edit(
    "migrations/versions/a20000000000_add_colour.py",
    'op.drop_column("items", "colour")',
    'op.drop_column("items", "colour")\n    raise Exception("painted over")',
  );
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.report.exitCode).toBe(1);
  expect(ran.target().findings.map((one) => `${one.code} ${one.object ?? one.revision}`)).toEqual([
    "MR502 a20000000000",
    "MC510 sequence:public.numbers",
    "MC510 function:public.answer()",
  ]);
});

it("on one branch lets the other go all the way down", async () => {
  await using project = await copyFixture("two-heads");
  await project.write("migrun.config.yaml", "targets: { alembic: { heads: 2 } }\n");
  await project.edit(
    "migrations/versions/b10000000000_add_weight.py",
    'op.drop_column("items", "weight")',
    'raise NotImplementedError("weighed")',
  );
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.report.exitCode).toBe(0);
  expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: "b10000000000", revisions: 1 });
});

it("is respected in SQLite too", async () => {
  await using project = await copyFixture("sqlite");
  await project.edit(
    "migrations/versions/a10000000000_create_items.py",
    'op.drop_table("items")',
    'raise NotImplementedError("kept")',
  );
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.report.exitCode).toBe(0);
  expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: "a10000000000", revisions: 1 });
  expect(told(ran.target().findings)).toContain("raises NotImplementedError: kept.");
});

it.each([
  ["a database error", 'op.drop_column("items", "cost")', 'column "cost" of relation "items" does not exist'],
  ["an AttributeError", 'op.drop_colum("items", "price")', "drop_colum"],
  ["a TypeError", "len(1)", "object of type 'int' has no len()"],
  ["a raise that depends", 'if op:\n        raise NotImplementedError("perhaps")', "perhaps"],
])("is not %s: that is MX906", async (_what, downgrade, said) => {
  await using project = await linearWith(downgrade);
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.report.exitCode).toBe(1);
  const [finding] = ran.target().findings;
  expect(finding).toMatchObject({ code: "MX906", revision: "a20000000000", file: PRICE });
  expect(finding?.message).toContain(said);
});
