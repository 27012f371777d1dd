import { CHECK_IDS } from "@migrun/core";
import { expect, it } from "vitest";
import { git } from "./git.ts";
import { checksIn, copyFixture, dataOf, told } from "./run-fixture.ts";

/** A revision on top of the fixture `linear`. */
function revision(upgrade: string, downgrade = "pass"): string {
  return `"""Next

Revision ID: a40000000000
Revises: a30000000000
Create Date: 2025-05-13 10:00:00.000000

"""

import sqlalchemy as sa
from alembic import op
from shared import index

revision = "a40000000000"
down_revision = "a30000000000"


def upgrade():
    ${upgrade.replaceAll("\n", "\n    ")}


def downgrade():
    ${downgrade.replaceAll("\n", "\n    ")}
`;
}

const HELPER = `from alembic import op


def index(table):
    op.create_index(f"ix_{table}", table, ["id"])
`;

const NEXT = "migrations/versions/a40000000000_next.py";

/** The fixture with a revision more; only findings in that one are told. */
async function lint(upgrade: string, downgrade?: string, command: "lint" | "all" = "lint") {
  await using project = await copyFixture("linear");
  await project.write("shared.py", HELPER);
  await project.write(NEXT, revision(upgrade, downgrade));
  await project.write("migrun.config.yaml", "assumeLockTimeout: true\n");
  const ran = await project.run(command === "all" ? { command, checks: CHECK_IDS } : { command });
  const findings = ran.target().findings.filter(({ file, check }) => file === NEXT && check === "lint");
  return { target: ran.target(), findings };
}

it("points at the operation: in a loop once for each object, in a helper at the call", async () => {
  const { findings } = await lint('for table in ["items", "sales"]:\n    index(table)');
  expect(told(findings.filter(({ code }) => code === "MS201"))).toMatchInlineSnapshot(`
    "MS201 index-not-concurrent error (lint) migrations/versions/a40000000000_next.py:19
    object index:public.ix_items
    revision a40000000000
    Building the index ix_items takes a SHARE lock on items: writes wait until it is built.
    > Build the index concurrently, outside of a transaction. The operation is called in shared.py:5.
    >     with op.get_context().autocommit_block():
    >         op.drop_index("ix_items", "items", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left
    >         op.create_index("ix_items", "items", ["id"], postgresql_concurrently=True)

    MS201 index-not-concurrent error (lint) migrations/versions/a40000000000_next.py:19
    object index:public.ix_sales
    revision a40000000000
    Building the index ix_sales takes a SHARE lock on sales: writes wait until it is built.
    > Build the index concurrently, outside of a transaction. The operation is called in shared.py:5.
    >     with op.get_context().autocommit_block():
    >         op.drop_index("ix_sales", "sales", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left
    >         op.create_index("ix_sales", "sales", ["id"], postgresql_concurrently=True)"
  `);
});

it("judges the way down where the round trip took it, one severity lower", async () => {
  const { target, findings } = await lint(
    'op.drop_index("ix_sales_item_id", table_name="sales", if_exists=True)',
    'op.create_index("ix_sales_item_id", "sales", ["item_id"])',
    "all",
  );
  expect(checksIn(target)["lint"]).toBe("passed");
  // Each revision begins after a commit: what it locks was there before.
  expect(dataOf(target, "lint")).toMatchObject({
    judged: 4,
    released: 0,
    locks: [
      { revision: "a20000000000", table: "public.items", lock: "AccessExclusive" },
      { revision: "a30000000000", table: "public.items", lock: "ShareRowExclusive" },
      { revision: "a40000000000", table: "public.sales", lock: "AccessExclusive" },
    ],
  });
  const down = findings.filter(({ code }) => code === "MR507");
  expect(down.map(({ severity, line, object }) => ({ severity, line, object }))).toEqual([
    { severity: "warning", line: 22, object: "index:public.ix_sales_item_id" },
  ]);
});

it("judges what ran before an upgrade failed: often it says why", async () => {
  const { target, findings } = await lint(
    'op.create_index("ix_x", "sales", ["id"], postgresql_concurrently=True)',
  );
  expect(checksIn(target)).toMatchObject({ upgrade: "failed", lint: "failed" });
  expect(findings.map(({ code }) => code)).toContain("MS203");
});

it("is skipped where the upgrade failed and nothing is to be said, and on SQLite", async () => {
  await using project = await copyFixture("linear");
  await project.write("shared.py", HELPER);
  await project.write(NEXT, revision('op.execute("SELECT no_such_function()")'));
  await project.write(
    "migrun.config.yaml",
    "assumeLockTimeout: true\nrules: { int-key: off, prefer-identity: off }\n",
  );
  const target = (await project.run({ command: "lint" })).target();
  expect(target.findings.filter(({ check }) => check === "lint")).toEqual([]);
  expect(checksIn(target)).toMatchObject({
    upgrade: "failed",
    lint: "skipped: the upgrade did not reach the heads",
  });
  await using sqlite = await copyFixture("sqlite");
  const ran = await sqlite.run({ command: "lint" });
  expect(checksIn(ran.target())["lint"]).toBe("skipped: lint knows PostgreSQL alone, and this is SQLite");
});

it("takes rules, ignore and comments as every check does; many rows at once are SQL too", async () => {
  await using project = await copyFixture("linear");
  await project.write("shared.py", HELPER);
  await project.write(
    NEXT,
    revision(
      [
        'op.create_index("ix_a", "sales", ["id"])  # migrun: allow MS201 -- a small table',
        'op.add_column("items", sa.Column("a", sa.Integer(), nullable=False))',
        'op.bulk_insert(sa.table("items", sa.column("id"), sa.column("name"), sa.column("a")),',
        '    [{"id": 1, "name": "100%", "a": 1}, {"id": 2, "name": "b", "a": 2}])',
      ].join("\n"),
    ),
  );
  await project.write(
    "migrun.config.yaml",
    [
      "assumeLockTimeout: true",
      "rules: { MS227: warning, MT302: off }",
      "targets: { alembic: { ignore: [{ code: MS231, object: 'table:public.items.column:a', reason: empty }] } }",
    ].join("\n"),
  );
  const ran = await project.run({ command: "lint" });
  const findings = ran.target().findings.filter(({ file }) => file === NEXT);
  expect(findings.map(({ code, suppressed }) => [code, suppressed?.reason ?? null])).toEqual(
    expect.arrayContaining([
      ["MS201", "a small table"],
      ["MS231", "empty"],
    ]),
  );
  expect(checksIn(ran.target())["lint"]).toBe("passed");
  expect(findings.map(({ code }) => code)).not.toContain("MS298");
});

it("measures what new revisions do: a block hides nothing, and the strongest lock of each table is told", async () => {
  await using project = await copyFixture("linear");
  await project.write("migrun.config.yaml", "assumeLockTimeout: true\n");
  await git(project, "init", "--quiet", "--initial-branch=main");
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "--message=start");
  await project.write("shared.py", HELPER);
  const upgrade =
    'op.execute("DO $$ BEGIN ALTER TABLE items ADD COLUMN hidden uuid DEFAULT gen_random_uuid(); END $$")';
  await project.write(NEXT, revision(`${upgrade}\nindex("items")`));

  const target = (await project.run({ command: "lint", flags: { since: "main" } })).target();

  const codes = target.findings.filter(({ check }) => check === "lint").map(({ code, line }) => [code, line]);
  expect(codes).toEqual(
    expect.arrayContaining([
      ["MT303", 18],
      ["MT310", 18],
      ["MT302", 19],
      ["MS201", 19],
    ]),
  );
  expect(dataOf(target, "lint")).toEqual({
    judged: 1,
    released: 3,
    locks: [
      {
        revision: "a40000000000",
        table: "public.items",
        lock: "AccessExclusive",
        blocks: "reads and writes",
        work: "rewritten",
        file: NEXT,
        line: 18,
        heldMs: expect.any(Number),
      },
    ],
  });
});

it("upgrades once more without looks where one fails: tracing never decides whether a revision works", async () => {
  await using project = await copyFixture("linear");
  await project.write("migrun.config.yaml", "assumeLockTimeout: true\n");
  await git(project, "init", "--quiet", "--initial-branch=main");
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "--message=start");
  await project.write("shared.py", HELPER);
  const unseen = `op.execute("DO $$ BEGIN EXECUTE 'DEAL' || 'LOCATE ALL'; END $$")`;
  await project.write(
    NEXT,
    revision(`op.add_column("items", sa.Column("tax", sa.Integer))\n${unseen}\nindex("items")`),
  );

  const target = (await project.run({ command: "lint", flags: { since: "main" } })).target();

  expect(target.findings.map(({ code }) => code)).not.toContain("MX905");
  expect(dataOf(target, "lint")).toMatchObject({ judged: 1, locks: [] });
  expect(target.findings.map(({ code }) => code)).toContain("MS201");
});
