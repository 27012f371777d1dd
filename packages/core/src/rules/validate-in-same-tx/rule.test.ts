import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const ADD =
  "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID";

// strong_migrations#84: its own advice once validated in the same migration.
it("says which lock is still held, and what to write", () => {
  expect(saidOfSql("MS217", `${ADD};\nALTER TABLE orders VALIDATE CONSTRAINT fk`)).toEqual([
    [
      "11 table:public.orders.constraint:fk: Validating fk reads all of orders while the transaction still holds SHARE ROW EXCLUSIVE on it from adding it: writes wait.",
      "Validate in a revision of its own, or outside of the transaction.",
      "    # this revision",
      '    op.create_foreign_key("fk", "orders", "users", ["user_id"], ["id"], ondelete="CASCADE", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk")',
    ].join("\n"),
  ]);
});

it("follows the constraint through a new name", () => {
  const rename = "ALTER TABLE orders RENAME CONSTRAINT fk TO fk_user";
  expect(
    saidOfSql("MS217", `${ADD}; ${rename}; ALTER TABLE orders VALIDATE CONSTRAINT fk_user`),
  ).toHaveLength(1);
});

it("does not mix up a constraint of the same name on another table", () => {
  const setup = ADD.replace("TABLE orders", "TABLE archive.orders");
  expect(
    saidOfSql("MS217", { sql: `${ADD}; ALTER TABLE archive.orders VALIDATE CONSTRAINT fk`, setup }),
  ).toEqual([]);
});
