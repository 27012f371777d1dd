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
  MS202: {
    rule: "drop-index-not-concurrent",
    severity: "warning",
    what: "An index is dropped while its table is locked against everybody.",
  },
  MS203: {
    rule: "concurrently-in-transaction",
    severity: "error",
    what: "A statement with CONCURRENTLY runs inside of a transaction.",
  },
  MS204: {
    rule: "concurrent-on-partitioned",
    severity: "error",
    what: "An index of a partitioned table is built or dropped concurrently.",
  },
  MS205: {
    rule: "concurrent-if-not-exists",
    severity: "warning",
    what: "An index is built concurrently unless one of its name exists.",
  },
  MS206: {
    rule: "concurrent-under-timeout",
    severity: "warning",
    what: "An index is built or dropped concurrently while a timeout is set.",
  },
  MS207: {
    rule: "reindex-not-concurrent",
    severity: "error",
    what: "An index is built anew while its table is locked against writes.",
  },
  MS208: {
    rule: "unnamed-index",
    severity: "notice",
    what: "An index is made without a name.",
  },
  MS209: {
    rule: "redundant-index",
    severity: "notice",
    what: "An index begins another one, or equals it.",
  },
  MS210: {
    rule: "wide-index",
    severity: "notice",
    what: "An index has more than three keys and is not unique.",
  },
  MS211: {
    rule: "fk-without-not-valid",
    severity: "error",
    what: "A foreign key is added and every row is checked in the same statement.",
  },
  MS212: {
    rule: "check-without-not-valid",
    severity: "error",
    what: "A check is added and every row is read in the same statement.",
  },
  MS213: {
    rule: "unique-builds-index",
    severity: "error",
    what: "A unique constraint is added and its index is built in the same statement.",
  },
  MS214: {
    rule: "pk-builds-index",
    severity: "error",
    what: "A primary key is added and its index is built in the same statement.",
  },
  MS215: {
    rule: "pk-on-nullable",
    severity: "warning",
    what: "A primary key takes over an index of columns that may hold NULL.",
  },
  MS216: {
    rule: "exclusion-constraint",
    severity: "error",
    what: "An exclusion constraint is added to an existing table.",
  },
  MS217: {
    rule: "validate-in-same-tx",
    severity: "error",
    what: "A constraint is added as NOT VALID and validated in the same transaction.",
  },
  MS218: {
    rule: "set-not-null-scan",
    severity: "error",
    what: "A column becomes NOT NULL and the whole table is read to prove it.",
  },
  MS222: {
    rule: "not-valid-fk-partitioned",
    severity: "error",
    what: "A partitioned table gets a foreign key as NOT VALID on a server before 18.",
  },
  MS223: {
    rule: "drop-foreign-key",
    severity: "warning",
    what: "A foreign key is dropped, by itself or with its column or table.",
  },
  MS224: {
    rule: "several-fks-one-tx",
    severity: "warning",
    what: "One transaction adds foreign keys to several existing tables.",
  },
  MS225: {
    rule: "enforce-constraint-scan",
    severity: "error",
    what: "A constraint that was not enforced becomes enforced, and every row is checked.",
  },
  MS226: {
    rule: "drop-primary-key",
    severity: "warning",
    what: "A primary key is dropped.",
  },
  MS227: {
    rule: "fk-locks-parent",
    severity: "notice",
    what: "A foreign key to an existing table is made, perhaps by `CREATE TABLE`.",
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
  MT301: {
    rule: "exclusive-held-long",
    severity: "error",
    what: "A table was locked against reads and writes for more than half a second.",
  },
  MT302: {
    rule: "work-while-blocking",
    severity: "error",
    what: "While a table is locked, a later statement of the same transaction reads, writes or indexes a whole table, or takes more than 50 ms.",
  },
  MT303: {
    rule: "table-rewrite",
    severity: "error",
    what: "A statement wrote an existing table anew.",
  },
  MT304: {
    rule: "index-rewrite",
    severity: "warning",
    what: "A statement built an existing index anew.",
  },
  MT305: {
    rule: "scan-under-lock",
    severity: "error",
    what: "A statement locked an existing table against writes, or against everybody, and read all of it.",
  },
  MT306: {
    rule: "lock-without-timeout",
    severity: "error",
    what: "A statement took a lock that keeps others waiting, with `lock_timeout` at 0.",
  },
  MT307: {
    rule: "constraint-added-valid",
    severity: "error",
    what: "A statement added a constraint to an existing table and checked every row of it.",
  },
  MT308: {
    rule: "implicit-index",
    severity: "error",
    what: "A statement built an index on an existing table.",
  },
  MT309: {
    rule: "many-relations-locked",
    severity: "warning",
    what: "One transaction took ACCESS EXCLUSIVE locks on more than ten existing tables.",
  },
  MT310: {
    rule: "unpredicted-lock",
    severity: "notice",
    what: "A statement took a lock that keeps others waiting, and its text does not show it.",
  },
  MT311: {
    rule: "lock-upgrade",
    severity: "warning",
    what: "A transaction held a lock that others may hold as well, and asked for a stronger one on the same table.",
  },
  MT313: {
    rule: "invalid-index-left",
    severity: "error",
    what: "After the revision there is an index that is not valid.",
  },
  MT317: {
    rule: "idle-gap",
    severity: "warning",
    what: "Between two statements of a transaction that holds a lock, Python was busy for more than half a second.",
  },
  MT318: {
    rule: "not-null-promoted",
    severity: "warning",
    what: "A statement made a nullable column NOT NULL without saying so.",
  },
};
