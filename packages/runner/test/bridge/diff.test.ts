import { expect, test } from "vitest";
import type { BridgeDiff } from "../../src/bridge/protocol.ts";
import { createProject, ENV_PY, listen, openTarget, patient, revision, toHeads } from "./project.ts";
import { testSqlalchemyIsOld } from "../python.ts";
import { useBridge } from "./use-bridge.ts";

const shared = useBridge();

const SCHEMA = `
op.execute("CREATE TABLE users (id integer PRIMARY KEY, gone text, name varchar(20) NOT NULL, age integer, note text DEFAULT 'a', loud text)")
op.execute("COMMENT ON COLUMN users.loud IS 'old words'")
op.execute("COMMENT ON TABLE users IS 'old table'")
op.execute("CREATE TABLE dropped (id integer)")
op.execute("CREATE TABLE orders (id integer PRIMARY KEY, user_id integer)")
op.execute("CREATE INDEX ix_gone ON users (name)")
op.execute("ALTER TABLE orders ADD CONSTRAINT uq_gone UNIQUE (user_id)")
`;

const MODELS = `
import sqlalchemy as sa
first = sa.MetaData()
second = sa.MetaData()
sa.Table("users", first,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=True),
    sa.Column("age", sa.Integer),
    sa.Column("note", sa.Text, server_default="b"),
    sa.Column("loud", sa.Text, comment="new words"),
    sa.Column("added", sa.Text, nullable=False, server_default=sa.text("now()")),
    sa.Index("ix_added", "name", "note", unique=True),
    comment="new table",
)
sa.Table("orders", first,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", name="fk_orders_users", ondelete="CASCADE")),
)
sa.Table("fresh", second, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text), sa.UniqueConstraint("a", name="uq_fresh"))
`;

async function diffOf(env: string, more: Record<string, string> = {}, models = MODELS) {
  await using project = await createProject({
    "models.py": models,
    "migrations/env.py": env,
    "migrations/versions/a1.py": revision("a1", null, SCHEMA),
    ...more,
  });
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const up = await target.request("upgrade", toHeads, patient());
  if (!up.ok) throw new Error(JSON.stringify(up.error));
  // Awaited here: the target is closed on the way out.
  return await target.request("diff", {}, patient());
}

const env = (options: string): string =>
  ENV_PY.replace(
    "target_metadata = None",
    "import models\ntarget_metadata = [models.first, models.second]",
  ).replace(
    "context.configure(connection=connection, target_metadata=target_metadata)",
    `context.configure(connection=connection, target_metadata=target_metadata, compare_type=True, compare_server_default=True${options})`,
  );

test("every kind of difference comes with words for both sides and the operation that mends it", async () => {
  const answer = await diffOf(env(""));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const run = answer.value.runs[0]!;
  expect(run.metadataTables).toEqual(["public.fresh", "public.orders", "public.users"]);
  const by = (kind: string): Partial<BridgeDiff> => {
    const found = run.diffs.filter((diff) => diff.kind === kind);
    expect(found, kind).toHaveLength(1);
    const { database: _, engineName: __, kind: ___, ...rest } = found[0]!;
    return rest;
  };
  expect(by("add_table")).toMatchObject({
    table: "fresh",
    columns: ["id", "a"],
    model: "id INTEGER NOT NULL, a TEXT NULL",
    found: null,
    operation: expect.stringContaining("op.create_table('fresh',"),
  });
  expect(by("remove_table")).toMatchObject({ table: "dropped", model: null, found: "id INTEGER NULL" });
  expect(by("add_column")).toEqual({
    schema: null,
    table: "users",
    name: "added",
    columns: ["added"],
    references: null,
    model: "TEXT NOT NULL DEFAULT now()",
    found: null,
    operation:
      "op.add_column('users', sa.Column('added', sa.Text(), server_default=sa.text('now()'), nullable=False))",
  });
  expect(by("remove_column")).toMatchObject({
    table: "users",
    name: "gone",
    found: "TEXT NULL",
    model: null,
  });
  expect(by("modify_type")).toMatchObject({ name: "name", model: "VARCHAR(50)", found: "VARCHAR(20)" });
  expect(by("modify_nullable")).toMatchObject({ name: "name", model: "NULL", found: "NOT NULL" });
  expect(by("modify_default")).toMatchObject({
    name: "note",
    model: "DEFAULT 'b'",
    found: "DEFAULT 'a'::text",
  });
  expect(by("modify_comment")).toMatchObject({ name: "loud", model: "new words", found: "old words" });
  expect(by("add_index")).toMatchObject({
    name: "ix_added",
    columns: ["name", "note"],
    model: "CREATE UNIQUE INDEX ix_added ON users (name, note)",
  });
  expect(by("remove_index")).toMatchObject({ name: "ix_gone", columns: ["name"], model: null });
  expect(by("remove_constraint")).toMatchObject({ table: "orders", name: "uq_gone", columns: ["user_id"] });
  expect(by("add_fk")).toMatchObject({
    table: "orders",
    name: "fk_orders_users",
    columns: ["user_id"],
    references: "users(id)",
    model: expect.stringContaining("ON DELETE CASCADE"),
  });
  expect(by("add_table_comment")).toMatchObject({ table: "users", model: "new table", found: "old table" });
  expect(JSON.stringify(run.diffs)).not.toMatch(/<sqlalchemy|Column\(\\"|object at 0x/);
});

test("process_revision_directives and include_object of env.py are honoured, an emptied list is no difference", async () => {
  const hook = `
def hook(context, revision, directives):
    assert config.cmd_opts.autogenerate
    directives[:] = []
`;
  const emptied = await diffOf(hook.concat(env(", process_revision_directives=hook")));
  if (!emptied.ok) throw new Error(JSON.stringify(emptied.error));
  expect(emptied.value.runs[0]!.diffs).toEqual([]);

  const only = env(", include_object=lambda object, name, kind, reflected, other: name == 'dropped'");
  const filtered = await diffOf(only);
  if (!filtered.ok) throw new Error(JSON.stringify(filtered.error));
  expect(filtered.value.runs[0]!.diffs.map(({ kind, table }) => [kind, table])).toEqual([
    ["remove_table", "dropped"],
  ]);
});

test.skipIf(testSqlalchemyIsOld)("an index on an expression", async () => {
  const models = `import sqlalchemy as sa\nfirst = sa.MetaData()\nsecond = sa.MetaData()\nsa.Table("t", first, sa.Column("a", sa.Text), sa.Index("ix", sa.text("lower(a)")))\n`;
  const answer = await diffOf(
    env(""),
    { "migrations/versions/a1.py": revision("a1", null, `op.execute("CREATE TABLE t (a text)")`) },
    models,
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(answer.value.runs[0]!.diffs).toEqual([
    expect.objectContaining({
      kind: "add_index",
      columns: ["lower(a)"],
      model: "CREATE INDEX ix ON t (lower(a))",
    }),
  ]);
});

test("operations of a hook: SQL and one that has no tuple", async () => {
  const hook = `
from alembic.operations import ops, MigrateOperation
class RefreshViewOp(MigrateOperation):
    def __init__(self, name): self.name = name
def hook(context, revision, directives):
    directives[0].upgrade_ops.ops[:] = [ops.ExecuteSQLOp("SELECT 1"), RefreshViewOp("daily")]
`;
  const answer = await diffOf(hook.concat(env(", process_revision_directives=hook")));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const [sql, plugin] = answer.value.runs[0]!.diffs;
  expect(sql).toMatchObject({ model: "SELECT 1" });
  expect(plugin).toMatchObject({
    kind: "refresh_view",
    name: "daily",
    operation: expect.stringContaining("cannot be rendered"),
  });
});

test("no metadata: nothing is compared", async () => {
  const answer = await diffOf(ENV_PY);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(answer.value.runs[0]).toMatchObject({ hasMetadata: false, diffs: [], metadataTables: [] });
});

test("models that match give no difference, and the version table is not one", async () => {
  const models = `import sqlalchemy as sa\nfirst = sa.MetaData()\nsecond = sa.MetaData()\nsa.Table("t", first, sa.Column("id", sa.Integer, primary_key=True))\n`;
  const answer = await diffOf(
    env(""),
    {
      "migrations/versions/a1.py": revision(
        "a1",
        null,
        `op.execute("CREATE TABLE t (id serial PRIMARY KEY)")`,
      ),
    },
    models,
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(answer.value.runs[0]!.diffs).toEqual([]);
});

test("an operation of a batch is indented as in the file that autogenerate would write", async () => {
  const answer = await diffOf(env(", render_as_batch=True"));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const added = answer.value.runs[0]!.diffs.find(({ kind }) => kind === "add_index");
  expect(added?.operation).toBe(
    "with op.batch_alter_table('users', schema=None) as batch_op:\n" +
      "    batch_op.create_index('ix_added', ['name', 'note'], unique=True)",
  );
});
