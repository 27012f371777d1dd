import { effectsOfKind } from "../../lint/lint-run.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An extension is made by a revision. */
export const createExtension = defineSqlRule({
  code: "MS295",
  name: "create-extension",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A revision creates an extension.",
    why: "Most extensions need a superuser, some are not installed everywhere, and hosted databases allow a list: the upgrade passes on one database and fails on the next. IF NOT EXISTS does not help, as the rights are asked for first where it is missing.",
    fix: "Have the extension made outside of migrations, in each database; where the migrating role may make it everywhere, allow it by name in `ignore`.",
  },
  examples: {
    bad: ["CREATE EXTENSION IF NOT EXISTS pgcrypto", 'CREATE EXTENSION "uuid-ossp" SCHEMA public'],
    good: [
      // Every database has it.
      "CREATE EXTENSION IF NOT EXISTS plpgsql",
      "COMMENT ON EXTENSION pgcrypto IS 'create extension pgcrypto'",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "create-extension")
      .filter(({ extension }) => extension !== "plpgsql")
      .map((effect) => ({
        effect,
        message: `CREATE EXTENSION ${effect.extension} needs rights that the migrating role may not have, and the server must have it: the upgrade fails on the databases where either is missing.`,
        recipe: [
          "# once in each database, by its administrator, before the deploy:",
          `#   CREATE EXTENSION IF NOT EXISTS "${effect.extension}"`,
          "# and in a file of `bootstrap` in the configuration, for the databases of checks",
          "# where the role may, in the configuration:",
          `#   ignore: [{ code: MS295, object: "extension:${effect.extension}", reason: "…" }]`,
        ],
      })),
});
