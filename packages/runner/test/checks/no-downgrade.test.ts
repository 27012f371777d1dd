import { expect, it } from "vitest";
import { git } from "./git.ts";
import { copyFixture, dataOf, type Project } from "./run-fixture.ts";

const FIRST = "migrations/versions/a10000000000_create_items.py";
const PRICE = "migrations/versions/a20000000000_add_price_to_items.py";

/** The linear history, released, with a revision that has no `downgrade`. */
async function releasedWithout(file: string): Promise<Project> {
  const project = await copyFixture("linear");
  const text = await project.read(file);
  await project.write(file, text.slice(0, text.indexOf("def downgrade")));
  return project;
}

async function commit(project: Project): Promise<void> {
  await git(project, "init", "--quiet", "--initial-branch", "main");
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "--message", "Items");
}

it("below one that raises, is never come to", async () => {
  await using project = await releasedWithout(FIRST);
  await project.edit(PRICE, 'op.drop_column("items", "price")', 'raise NotImplementedError("gone")');
  await commit(project);
  const ran = await project.run();
  expect(ran.report.exitCode).toBe(0);
  expect(ran.target().findings.map(({ code }) => code)).toEqual(["MR502"]);
  expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: "a20000000000", revisions: 1 });
});

it.each(["a10000000000", "a20000000000"])("is below the floor %s, or is it", async (floor) => {
  await using project = await releasedWithout(FIRST);
  await project.write("migrun.config.yaml", `targets: { alembic: { roundtrip: { floor: ${floor} } } }\n`);
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.target().findings).toEqual([]);
  expect(dataOf(ran.target(), "roundtrip")).toMatchObject({ verifiedDownTo: floor });
});

it("ends the way down without a finding where it is released, and all above it is verified", async () => {
  await using project = await releasedWithout(PRICE);
  await commit(project);
  const ran = await project.run();
  expect(ran.report.exitCode).toBe(0);
  expect(ran.target().findings).toEqual([]);
  expect(dataOf(ran.target(), "roundtrip")).toEqual({
    verifiedDownTo: "a20000000000",
    revisions: 1,
    notVerified: 2,
    irreversible: [],
    noDowngrade: [{ revision: "a20000000000", file: PRICE }],
    failed: [],
  });
  await project.edit(
    "migrations/versions/a30000000000_create_sales.py",
    "def upgrade() -> None:\n",
    "def upgrade() -> None:\n    op.execute(\"CREATE TYPE mood AS ENUM ('ok')\")\n",
  );
  const next = await project.run({ command: "roundtrip" });
  const found = next.target().findings.filter(({ check }) => check === "roundtrip");
  expect(found.map(({ code, revision, object }) => [code, revision, object])).toEqual([
    ["MC510", "a30000000000", "type:public.mood"],
  ]);
});

it("env.py that fails on the way down is no failed upgrade", async () => {
  await using project = await copyFixture("linear");
  await project.edit(
    "migrations/env.py",
    "from alembic import context\n",
    "from alembic import context\n\nif context.config.cmd_opts and 'downgrade' in str(context.config.cmd_opts):\n    raise LookupError('up only')\n",
  );
  const ran = await project.run({ command: "roundtrip" });
  expect(ran.target().findings).toMatchObject([
    {
      code: "MX906",
      revision: null,
      message: "env.py failed on the way down: up only",
      hint: expect.stringContaining("Mend env.py"),
    },
  ]);
  expect(dataOf(ran.target(), "roundtrip")).toEqual({ verifiedDownTo: null });
});
