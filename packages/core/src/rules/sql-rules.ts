// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import { concurrentlyInTransaction } from "./concurrently-in-transaction/rule.ts";
import { dropColumn } from "./drop-column/rule.ts";
import { fkWithoutNotValid } from "./fk-without-not-valid/rule.ts";
import { indexNotConcurrent } from "./index-not-concurrent/rule.ts";
import { lockTimeoutUnset } from "./lock-timeout-unset/rule.ts";
import { parseError } from "./parse-error/rule.ts";
import { requiredColumn } from "./required-column/rule.ts";
import { setNotNullScan } from "./set-not-null-scan/rule.ts";
import { severalExclusiveLocks } from "./several-exclusive-locks/rule.ts";
import { typeChange } from "./type-change/rule.ts";
import { unboundedDml } from "./unbounded-dml/rule.ts";
import { volatileDefault } from "./volatile-default/rule.ts";
import type { SqlRule } from "./define-sql-rule.ts";

/** Every rule on SQL, in order of code. Import it only where SQL is judged. */
export const SQL_RULES: readonly SqlRule[] = [
  unboundedDml,
  indexNotConcurrent,
  concurrentlyInTransaction,
  fkWithoutNotValid,
  setNotNullScan,
  volatileDefault,
  requiredColumn,
  typeChange,
  dropColumn,
  lockTimeoutUnset,
  severalExclusiveLocks,
  parseError,
];
