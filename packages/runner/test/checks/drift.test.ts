import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, dataOf, runFixture, told } from "./run-fixture.ts";

/** SQLAlchemy 2.1 says of a unique constraint what was understood before. */
function plain(text: string): string {
  return text.replaceAll("UNIQUE NULLS DISTINCT", "UNIQUE");
}

describe("models and migrated schema that differ", () => {
  it("are told object by object, of every kind", async () => {
    const ran = await runFixture("drifted");
    const target = ran.target();
    expect(ran.report.exitCode).toBe(1);
    expect(checksIn(target)).toMatchObject({ upgrade: "passed", drift: "failed", roundtrip: "passed" });
    expect(dataOf(target, "drift")).toEqual({ differences: 17, tables: 3 });
    const facts = target.findings.map(
      ({ code, object, file, line, message }) => `${code} ${object} ${file}:${line}\n  ${message}`,
    );
    expect(plain(facts.join("\n"))).toMatchInlineSnapshot(`
      "MC501 constraint:public.items.fk_items_added app/models.py:12
        Foreign key fk_items_added of items is in the models, and no revision creates it: FOREIGN KEY(owner_id) REFERENCES owners (id).
      MC501 constraint:public.items.uq_items_added app/models.py:12
        Constraint uq_items_added of items is in the models, and no revision creates it: UNIQUE (code).
      MC501 index:public.ix_items_added app/models.py:12
        Index ix_items_added of items is in the models, and no revision creates it: CREATE INDEX ix_items_added ON items (name).
      MC501 table:public.items.column:added app/models.py:12
        Column items.added is in the models, and no revision creates it: INTEGER NULL.
      MC502 constraint:public.items.fk_items_removed app/models.py:12
        Foreign key fk_items_removed of items is in the migrated database, and not in the models: FOREIGN KEY(former_owner_id) REFERENCES owners (id).
      MC502 constraint:public.items.uq_items_removed app/models.py:12
        Constraint uq_items_removed of items is in the migrated database, and not in the models: UNIQUE (name).
      MC502 index:public.ix_items_removed app/models.py:12
        Index ix_items_removed of items is in the migrated database, and not in the models: CREATE INDEX ix_items_removed ON items (code).
      MC502 table:public.items.column:removed app/models.py:12
        Column items.removed is in the migrated database, and not in the models: INTEGER NULL.
      MC503 index:public.ix_items_changed app/models.py:12
        Index ix_items_changed of items: the models say CREATE INDEX ix_items_changed ON items (name, code), the migrated database says CREATE INDEX ix_items_changed ON items (name).
      MC503 table:public.items app/models.py:12
        Comment of table items: the models say "says the model", the migrated database says "says the revision".
      MC503 table:public.items.column:recommented app/models.py:12
        Comment of column items.recommented: the models say "says the model", the migrated database says "says the revision".
      MC503 table:public.items.column:redefaulted app/models.py:12
        Server default of column items.redefaulted: the models say DEFAULT '2', the migrated database says DEFAULT 1.
      MC503 table:public.items.column:renullabled app/models.py:12
        Nullability of column items.renullabled: the models say NOT NULL, the migrated database says NULL.
      MC503 table:public.items.column:retyped app/models.py:12
        Type of column items.retyped: the models say BIGINT, the migrated database says INTEGER.
      MC501 table:public.added app/models.py:43
        Table added is in the models, and no revision creates it: id INTEGER NOT NULL.
      MC502 table:public.removed migrations/env.py:1
        Table removed is in the migrated database, and not in the models: id INTEGER NOT NULL."
    `);
  });

  it("come with the operation that mends them", async () => {
    const { findings } = (await runFixture("drifted")).target();
    const hintOf = (code: string, object: string): string | null | undefined =>
      findings.find((one) => one.code === code && one.object === object)?.hint;
    expect(hintOf("MC501", "table:public.items.column:added")).toBe(
      'Write the revision with `alembic revision --autogenerate -m "…"`, or take the object out of the models. It would hold:\n' +
        "    op.add_column('items', sa.Column('added', sa.Integer(), nullable=True))",
    );
    expect(hintOf("MC502", "table:public.removed")).toBe(
      'Add the object to the models, or drop it with `alembic revision --autogenerate -m "…"`. The revision would hold:\n' +
        "    op.drop_table('removed')",
    );
    const changed = hintOf("MC503", "index:public.ix_items_changed")?.split("\n");
    expect(changed?.[1]).toContain("op.drop_index(");
    expect(changed?.[2]).toContain(
      "op.create_index('ix_items_changed', 'items', ['name', 'code'], unique=False)",
    );
    expect(findings.filter((one) => one.hint?.includes("#"))).toEqual([]);
  });

  it("are found under env.py's own options: what include_object leaves out is no drift", async () => {
    await using project = await copyFixture("drifted");
    const options = "compare_server_default=True,";
    const filter = 'include_object=lambda item, name, kind, *rest: name in ("items", "retyped"),';
    // The first is the offline call, the second the online one.
    await project.edit("migrations/env.py", options, "");
    await project.edit("migrations/env.py", options, filter);
    const ran = await project.run({ command: "drift" });
    expect(ran.target().findings.map((one) => `${one.code} ${one.object}`)).toEqual([
      "MC503 table:public.items",
      "MC503 table:public.items.column:retyped",
    ]);
  });
});

describe("tables that no metadata knows (MC504)", () => {
  it("are told once where the metadata is empty", async () => {
    const ran = await runFixture("models-not-imported");
    expect(ran.report.exitCode).toBe(1);
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MC504 models-not-imported error (drift) migrations/env.py:1
      object table:public.items
      env.py hands Alembic a metadata without any table, but the revisions made items: drift cannot be seen, and the next autogenerate would drop them.
      > Import every module that defines models in env.py, before \`target_metadata\` is set."
    `);
  });

  it("are told with the place that defines them where env.py imports only a part", async () => {
    await using project = await copyFixture("linear");
    await project.edit("app/models.py", "class Sale(Base):", "class Sale:");
    await project.write(
      "app/sales.py",
      'from app.models import Base\n\n\nclass Sale(Base):\n    __tablename__ = "sales"\n',
    );
    await project.edit("app/models.py", '    __tablename__ = "sales"\n', "");
    const ran = await project.run({ command: "drift" });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MC504 models-not-imported error (drift) migrations/env.py:1
      object table:public.sales
      Table sales is defined at app/sales.py:5, but in no metadata that env.py hands to Alembic: the next autogenerate would drop the table.
      > Import app/sales.py in env.py, before \`target_metadata\` is set; where it is imported, add its metadata: \`target_metadata = [Base.metadata, other.metadata]\`."
    `);
  });

  it("are not sought in the models of another target", async () => {
    await using project = await copyFixture("clash");
    await project.write(
      "orders/migrations/versions/a20000000000_create_levels.py",
      (await project.read("stock/migrations/versions/b10000000000_create_levels.py"))
        .replaceAll("b10000000000", "a20000000000")
        .replace("down_revision: Union[str, Sequence[str], None] = None", 'down_revision = "a10000000000"'),
    );
    await project.write(
      "migrun.config.yaml",
      "targets: { orders: { cwd: ., config: orders/alembic.ini } }\n",
    );
    await project.edit(
      "orders/alembic.ini",
      "script_location = migrations",
      "script_location = orders/migrations",
    );
    await project.edit("orders/alembic.ini", "prepend_sys_path = .", "prepend_sys_path = orders");
    const ran = await project.run({ command: "drift", names: ["orders"] });
    expect(ran.target().findings.map((one) => `${one.code} ${one.object} ${one.file}`)).toEqual([
      "MC502 table:public.levels orders/migrations/env.py",
    ]);
  });
});

it("is not looked for where env.py has no metadata at all", async () => {
  const ran = await runFixture("roles", { names: ["retail"] });
  expect(checksIn(ran.target())["drift"]).toBe("skipped: env.py hands Alembic no target_metadata");
});
