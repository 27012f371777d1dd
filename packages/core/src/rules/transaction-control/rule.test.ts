import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what is lost, and puts what follows into an autocommit block", () => {
  const example = "COMMIT; CREATE INDEX CONCURRENTLY ix_orders_ref ON orders (ref); BEGIN";
  expect(saidOfSql("MS276", example)).toEqual([
    [
      "10 null: COMMIT ends Alembic's transaction: what ran before it stays when the rest fails, and the revision is not written down.",
      "Leave the transaction to Alembic: an autocommit block for what cannot run in it, a revision of its own for what has to be committed first.",
      "    with op.get_context().autocommit_block():",
      '        op.create_index("ix_orders_ref", "orders", ["ref"], postgresql_concurrently=True)',
    ].join("\n"),
    [
      "10 null: BEGIN stands inside of Alembic's transaction: the server only warns, and the next COMMIT ends both.",
      "Leave the transaction to Alembic: an autocommit block for what cannot run in it, a revision of its own for what has to be committed first.",
      "    # leave it out: Alembic begins and commits by itself",
    ].join("\n"),
  ]);
});

it("knows a savepoint of SQLAlchemy from one by hand", () => {
  expect(saidOfSql("MS276", "SAVEPOINT sa_savepoint_1; RELEASE SAVEPOINT sa_savepoint_1")).toEqual([]);
  expect(saidOfSql("MS276", "SAVEPOINT before_tax; RELEASE SAVEPOINT before_tax")).toHaveLength(2);
});
