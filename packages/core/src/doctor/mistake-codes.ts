import type { CodeInfo } from "../findings/codes.ts";

/** A code of `migrun doctor`, with why it matters, in a sentence. */
export interface MistakeInfo extends CodeInfo {
  readonly why: string;
}

/** The classic mistakes around migrations. Found by reading files; no run is needed. Codes are public and never reused. */
export const MISTAKE_CODES = {
  MX921: {
    rule: "no-real-database-in-ci",
    severity: "error",
    what: "Migrations are for Postgres, and nothing in CI has a Postgres.",
    why: "A revision that Postgres refuses is found by the deploy.",
  },
  MX922: {
    rule: "migrations-not-in-ci",
    severity: "error",
    what: "CI runs, and nothing in it runs the migrations.",
    why: "Two heads, a broken revision or a missing file are found by the deploy.",
  },
  MX923: {
    rule: "no-drift-test",
    severity: "error",
    what: "Nothing compares the models with the schema that the revisions make.",
    why: "A model that was changed without a revision fails in production, and only there.",
  },
  MX924: {
    rule: "migrated-at-startup",
    severity: "error",
    what: "The application migrates its database when it starts, and several of it start at once.",
    why: "Every replica runs the same revision at the same time: one wins, the others fail or wait for its locks.",
  },
  MX925: {
    rule: "tests-on-other-database",
    severity: "error",
    what: "Migrations are for Postgres, and the tests run on another kind of database.",
    why: "Types, constraints and defaults differ: what the tests prove does not hold where it runs.",
  },
  MX926: {
    rule: "tests-skip-migrations",
    severity: "warning",
    what: "Tests make their tables from the models; no test sees what the revisions make.",
    why: "Tests pass on a schema that no revision has made.",
  },
  MX927: {
    rule: "shared-version-table",
    severity: "error",
    what: "Two configs with histories of their own keep their version in one table.",
    why: "Each finds the revision of the other there: Alembic cannot locate it and stops, or goes on from a wrong place.",
  },
  MX928: {
    rule: "url-ignored",
    severity: "error",
    what: "env.py takes its URL from its own text, whatever it is given.",
    why: "Whoever gives another URL, by ini, variable or `-x`, migrates the database that is written there.",
  },
  MX929: {
    rule: "swallowed-failure",
    severity: "error",
    what: "A command around Alembic succeeds although Alembic fails.",
    why: "The step is green on the day it should be red.",
  },
  MX930: {
    rule: "models-out-of-reach",
    severity: "error",
    what: "Models that nothing env.py imports leads to.",
    why: "Autogenerate does not see their tables: it makes no revision for them, and drops those that exist.",
  },
  MX931: {
    rule: "missing-version-location",
    severity: "error",
    what: "A configured folder of revisions does not exist.",
    why: "Alembic passes over it in silence: its revisions are not run.",
  },
  MX932: {
    rule: "ambiguous-upgrade",
    severity: "error",
    what: "`alembic upgrade head` is called for a history that has several heads.",
    why: "Alembic refuses: it cannot tell which head is meant.",
  },
  MX933: {
    rule: "loggers-disabled",
    severity: "notice",
    what: "env.py turns off the loggers of the process it runs in.",
    why: "After the migration the application logs nothing any more.",
  },
  MX934: {
    rule: "unnamed-constraints",
    severity: "notice",
    what: "Revisions leave constraints without a name, and no naming convention gives them one.",
    why: "A downgrade cannot address them, and databases come to differ in their names.",
  },
  MX935: {
    rule: "types-not-compared",
    severity: "warning",
    what: "Autogenerate does not compare the types of columns.",
    why: "A column that was changed from text to integer in the models is no drift for it.",
  },
  MX936: {
    rule: "version-table-unread",
    severity: "warning",
    what: "The ini names a version table that env.py never passes on.",
    why: "Alembic does not read the option by itself: the version is kept in alembic_version.",
  },
} as const satisfies Record<string, MistakeInfo>;

/** A code of `MISTAKE_CODES`. */
export type MistakeCode = keyof typeof MISTAKE_CODES;

/** Is it a code or a rule name that only `migrun doctor` judges? */
export function isMistakeCode(word: string): boolean {
  return word in MISTAKE_CODES || Object.values(MISTAKE_CODES).some(({ rule }) => rule === word);
}
