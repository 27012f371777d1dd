import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)";
  expect(saidOfSql("MS211", example)).toEqual([
    [
      "10 table:public.orders.constraint:fk: Adding the foreign key fk checks every row of orders under SHARE ROW EXCLUSIVE locks: writes to orders and users wait.",
      "Add the key as NOT VALID, and validate it in a later revision: that lets writes go on.",
      "    # this revision",
      '    op.create_foreign_key("fk", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk")',
    ].join("\n"),
  ]);
});

it("names no parent that nobody writes yet", () => {
  const sql =
    "CREATE TABLE teams (id bigint PRIMARY KEY); ALTER TABLE orders ADD FOREIGN KEY (team_id) REFERENCES teams";
  expect(saidOfSql("MS211", sql)[0]).toContain("writes to orders wait.");
});

it("names a table once that refers to itself", () => {
  const said = saidOfSql(
    "MS211",
    "ALTER TABLE customers ADD CONSTRAINT fk FOREIGN KEY (up) REFERENCES customers (id)",
  );
  expect(said.join()).toContain("writes to customers wait.");
});
