import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says where it breaks, who makes it, and how to allow it", () => {
  expect(saidOfSql("MS295", 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"')).toEqual([
    [
      "10 extension:uuid-ossp: CREATE EXTENSION uuid-ossp needs rights that the migrating role may not have, and the server must have it: the upgrade fails on the databases where either is missing.",
      "Have the extension made outside of migrations, in each database; where the migrating role may make it everywhere, allow it by name in `ignore`.",
      "    # once in each database, by its administrator, before the deploy:",
      '    #   CREATE EXTENSION IF NOT EXISTS "uuid-ossp"',
      "    # and in a file of `bootstrap` in the configuration, for the databases of checks",
      "    # where the role may, in the configuration:",
      '    #   ignore: [{ code: MS295, object: "extension:uuid-ossp", reason: "…" }]',
    ].join("\n"),
  ]);
});

it("is silent on an extension that is dropped", () => {
  expect(saidOfSql("MS295", "DROP EXTENSION IF EXISTS pgcrypto")).toEqual([]);
});
