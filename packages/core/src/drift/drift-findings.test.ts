import { describe, expect, it } from "vitest";
import { driftFindings, type DriftContext } from "./drift-findings.ts";
import type { SchemaDifference } from "./schema-difference.ts";

const context: DriftContext = {
  envFile: "services/users/migrations/env.py",
  alembic: "alembic -n users",
  definedIn: new Map(),
  defaultSchema: "public",
  metadataIsEmpty: false,
};

function difference(kind: string, rest: Partial<SchemaDifference> = {}): SchemaDifference {
  return {
    kind,
    engineName: null,
    schema: null,
    table: "orders",
    name: null,
    columns: [],
    references: null,
    model: null,
    found: null,
    operation: "",
    ...rest,
  };
}

function only(one: SchemaDifference, at: DriftContext = context) {
  const [draft] = driftFindings([one], at);
  return { code: draft?.code, object: draft?.object, message: draft?.message };
}

describe("driftFindings", () => {
  it("says what the models have and the database has not, with the operation that mends it", () => {
    const [draft] = driftFindings(
      [
        difference("add_column", {
          name: "note",
          model: "VARCHAR(80) NULL",
          operation: "op.add_column('orders', sa.Column('note'))",
        }),
      ],
      context,
    );
    expect(draft).toMatchObject({
      code: "MC501",
      object: "table:public.orders.column:note",
      message: "Column orders.note is in the models, and no revision creates it: VARCHAR(80) NULL.",
      file: "services/users/migrations/env.py",
    });
    expect(draft?.hint).toContain("    op.add_column('orders', sa.Column('note'))");
    expect(draft?.hint).toContain('alembic -n users revision --autogenerate -m "…"');
  });

  it.each([
    [difference("add_table"), "MC501", "table:public.orders"],
    [difference("remove_table"), "MC502", "table:public.orders"],
    [difference("remove_column", { name: "old" }), "MC502", "table:public.orders.column:old"],
    [difference("add_index", { name: "ix_a", columns: ["a"] }), "MC501", "index:public.ix_a"],
    [difference("remove_index", { name: "ix_a", schema: "audit" }), "MC502", "index:audit.ix_a"],
    [difference("add_fk", { name: "fk_a" }), "MC501", "constraint:public.orders.fk_a"],
    [difference("add_constraint", { columns: ["a", "b"] }), "MC501", "constraint:public.orders.(a,b)"],
    [difference("modify_type", { name: "a" }), "MC503", "table:public.orders.column:a"],
    [difference("modify_nullable", { name: "a" }), "MC503", "table:public.orders.column:a"],
    [difference("modify_default", { name: "a" }), "MC503", "table:public.orders.column:a"],
    [difference("modify_comment", { name: "a" }), "MC503", "table:public.orders.column:a"],
    [difference("add_table_comment"), "MC503", "table:public.orders"],
    [difference("remove_table_comment"), "MC503", "table:public.orders"],
  ])("names code and object of $kind", (one, code, object) => {
    expect(only(one)).toMatchObject({ code, object });
  });

  it("names no schema where there are none", () => {
    const one = difference("add_column", { name: "note" });
    expect(only(one, { ...context, defaultSchema: null })).toMatchObject({
      object: "table:orders.column:note",
    });
  });

  it("shows both sides of a difference", () => {
    expect(
      only(difference("modify_type", { name: "total", model: "NUMERIC(12, 2)", found: "INTEGER" })).message,
    ).toBe("Type of column orders.total: the models say NUMERIC(12, 2), the migrated database says INTEGER.");
  });

  it("tells models that env.py does not import from models that do not exist", () => {
    const one = difference("remove_table", { table: "audit_log" });
    expect(only(one)).toMatchObject({ code: "MC502" });
    const defined = {
      ...context,
      definedIn: new Map([["audit_log", [{ file: "services/users/audit.py", line: 12 }]]]),
    };
    expect(only(one, defined)).toEqual({
      code: "MC504",
      object: "table:public.audit_log",
      message:
        "Table audit_log is defined at services/users/audit.py:12, but in no metadata that env.py hands to Alembic: the next autogenerate would drop the table.",
    });
  });

  it("tells an empty metadata once, not once per table", () => {
    const drafts = driftFindings(
      ["a", "b", "c", "d"].flatMap((table) => [
        difference("remove_table", { table }),
        difference("remove_index", { table, name: "ix" }),
      ]),
      { ...context, metadataIsEmpty: true },
    );
    expect(drafts.map((draft) => draft.code)).toEqual(["MC504"]);
    expect(drafts[0]?.message).toContain("a, b, c and 1 more");
  });

  it("names the engine of a multidb env.py", () => {
    expect(only(difference("add_table", { engineName: "engine2" })).message).toContain("(engine engine2)");
  });

  it("tells an index that autogenerate replaces as one that differs", () => {
    const drafts = driftFindings(
      [
        difference("add_index", {
          name: "ix_a",
          model: "CREATE INDEX ix_a ON orders (a, b)",
          operation: "op.create_index('ix_a')",
        }),
        difference("add_index", { name: "ix_b", model: "CREATE INDEX ix_b ON orders (b)" }),
        difference("remove_index", {
          name: "ix_a",
          found: "CREATE INDEX ix_a ON orders (a)",
          operation: "op.drop_index('ix_a')",
        }),
      ],
      context,
    );
    expect(drafts.map((draft) => [draft.code, draft.message])).toEqual([
      [
        "MC501",
        "Index ix_b of orders is in the models, and no revision creates it: CREATE INDEX ix_b ON orders (b).",
      ],
      [
        "MC503",
        "Index ix_a of orders: the models say CREATE INDEX ix_a ON orders (a, b), the migrated database says CREATE INDEX ix_a ON orders (a).",
      ],
    ]);
    expect(drafts[1]?.hint).toContain("    op.drop_index('ix_a')\n    op.create_index('ix_a')");
  });

  it("points to the model, where there is one and only one", () => {
    const one = difference("add_column", { name: "note" });
    const place = { file: "services/users/models.py", line: 7 };
    const [certain] = driftFindings([one], { ...context, definedIn: new Map([["orders", [place]]]) });
    expect(certain).toMatchObject(place);
    const [uncertain] = driftFindings([one], {
      ...context,
      definedIn: new Map([["orders", [place, place]]]),
    });
    expect(uncertain).toMatchObject({ file: "services/users/migrations/env.py", line: 1 });
  });

  it("quotes comments, leaves the name of a constraint out of its definition, and does not show what cannot be written", () => {
    expect(only(difference("modify_comment", { name: "a", model: "net", found: null })).message).toBe(
      'Comment of column orders.a: the models say "net", the migrated database says nothing.',
    );
    expect(
      only(
        difference("add_constraint", { name: "uq_a", columns: ["a"], model: "CONSTRAINT uq_a UNIQUE (a)" }),
      ).message,
    ).toBe("Constraint uq_a of orders is in the models, and no revision creates it: UNIQUE (a).");
    const [draft] = driftFindings(
      [difference("add_table", { operation: "# cannot be rendered: no renderer" })],
      context,
    );
    expect(draft?.hint).toBe(
      'Write the revision with `alembic -n users revision --autogenerate -m "…"`, or take the object out of the models.',
    );
  });
});
