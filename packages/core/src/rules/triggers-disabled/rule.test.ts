import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says which table is not checked, and how to pass over one trigger", () => {
  expect(saidOfSql("MS285", "ALTER TABLE orders DISABLE TRIGGER ALL")).toEqual([
    [
      "10 table:public.orders: Switches off the triggers of orders under a SHARE ROW EXCLUSIVE lock: writes wait until the commit, and rows written from then on are not checked.",
      "Let the triggers run. Where one must pass over the rows of the revision, tell it so with a setting that only this transaction has.",
      "    op.execute(\"SET LOCAL app.backfill = 'on'\")",
      "    # in the function of the trigger, first of all:",
      "    #   IF current_setting('app.backfill', true) = 'on' THEN RETURN new; END IF;",
    ].join("\n"),
  ]);
});

it("knows the setting however it is set, and other settings of the same value", () => {
  expect(saidOfSql("MS285", "SET SESSION session_replication_role TO 'REPLICA'")).toHaveLength(1);
  expect(saidOfSql("MS285", "SET LOCAL app.mode = 'replica'")).toEqual([]);
});
