// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import type { CodeInfo } from "../findings/codes.ts";

/** What every command knows of the rules on SQL, without loading them. */
export const SQL_CODES: Readonly<Record<string, CodeInfo>> = {
  MD401: {
    rule: "unbounded-dml",
    severity: "error",
    what: "An UPDATE or DELETE has no WHERE, or one that is always true.",
  },
  MS201: {
    rule: "index-not-concurrent",
    severity: "error",
    what: "An index is built while the table is locked against writes.",
  },
  MS203: {
    rule: "concurrently-in-transaction",
    severity: "error",
    what: "A statement with CONCURRENTLY runs inside of a transaction.",
  },
  MS211: {
    rule: "fk-without-not-valid",
    severity: "error",
    what: "A foreign key is added and every row is checked in the same statement.",
  },
  MS218: {
    rule: "set-not-null-scan",
    severity: "error",
    what: "A column becomes NOT NULL and the whole table is read to prove it.",
  },
  MS230: {
    rule: "volatile-default",
    severity: "error",
    what: "A column is added with a default that has to be computed for each row.",
  },
  MS231: {
    rule: "required-column",
    severity: "error",
    what: "A column is added as NOT NULL without a default.",
  },
  MS235: {
    rule: "type-change",
    severity: "error",
    what: "A column gets a type that is stored in another way.",
  },
  MS240: {
    rule: "drop-column",
    severity: "warning",
    what: "A column is dropped.",
  },
  MS270: {
    rule: "lock-timeout-unset",
    severity: "error",
    what: "A strong lock is asked for without `lock_timeout`.",
  },
  MS272: {
    rule: "several-exclusive-locks",
    severity: "warning",
    what: "One transaction takes ACCESS EXCLUSIVE locks on several existing tables.",
  },
  MS298: {
    rule: "parse-error",
    severity: "error",
    what: "A statement is not PostgreSQL's SQL.",
  },
};
