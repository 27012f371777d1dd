import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says which parents are locked together, and takes them apart", () => {
  const sql = [
    "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id))",
    "ALTER TABLE invoices ADD CONSTRAINT fk FOREIGN KEY (shop_id) REFERENCES archive.shops (id) NOT VALID",
  ].join(";\n");
  expect(saidOfSql("MS224", sql)).toEqual([
    [
      "11 table:public.invoices.constraint:fk: Writes to archive.shops wait for SHARE ROW EXCLUSIVE while those to users still do: the foreign keys of one transaction hold the locks on users, archive.shops until the commit.",
      "Add one key in each revision.",
      "    # revision 1",
      '    op.create_foreign_key("orders_user_id_fkey", "orders", "users", ["user_id"], ["id"])',
      "    # revision 2",
      '    op.create_foreign_key("fk", "invoices", "shops", ["shop_id"], ["id"], referent_schema="archive", postgresql_not_valid=True)',
    ].join("\n"),
  ]);
});

it("counts parents, not keys", () => {
  const key = "ALTER TABLE orders ADD FOREIGN KEY (a) REFERENCES users NOT VALID";
  expect(saidOfSql("MS224", `${key}; ${key.replace("(a)", "(b)").replace("users", "public.users")}`)).toEqual(
    [],
  );
});
