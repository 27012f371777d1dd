// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import { checkWithoutNotValid } from "./check-without-not-valid/rule.ts";
import { concurrentIfNotExists } from "./concurrent-if-not-exists/rule.ts";
import { concurrentOnPartitioned } from "./concurrent-on-partitioned/rule.ts";
import { concurrentUnderTimeout } from "./concurrent-under-timeout/rule.ts";
import { concurrentlyInTransaction } from "./concurrently-in-transaction/rule.ts";
import { constraintAddedValid } from "./constraint-added-valid/rule.ts";
import { dropColumn } from "./drop-column/rule.ts";
import { dropForeignKey } from "./drop-foreign-key/rule.ts";
import { dropIndexNotConcurrent } from "./drop-index-not-concurrent/rule.ts";
import { dropPrimaryKey } from "./drop-primary-key/rule.ts";
import { enforceConstraintScan } from "./enforce-constraint-scan/rule.ts";
import { exclusionConstraint } from "./exclusion-constraint/rule.ts";
import { exclusiveHeldLong } from "./exclusive-held-long/rule.ts";
import { fkLocksParent } from "./fk-locks-parent/rule.ts";
import { fkWithoutNotValid } from "./fk-without-not-valid/rule.ts";
import { idleGap } from "./idle-gap/rule.ts";
import { implicitIndex } from "./implicit-index/rule.ts";
import { indexNotConcurrent } from "./index-not-concurrent/rule.ts";
import { indexRewrite } from "./index-rewrite/rule.ts";
import { invalidIndexLeft } from "./invalid-index-left/rule.ts";
import { lockTimeoutUnset } from "./lock-timeout-unset/rule.ts";
import { lockUpgrade } from "./lock-upgrade/rule.ts";
import { lockWithoutTimeout } from "./lock-without-timeout/rule.ts";
import { manyRelationsLocked } from "./many-relations-locked/rule.ts";
import { notNullPromoted } from "./not-null-promoted/rule.ts";
import { notValidFkPartitioned } from "./not-valid-fk-partitioned/rule.ts";
import { parseError } from "./parse-error/rule.ts";
import { pkBuildsIndex } from "./pk-builds-index/rule.ts";
import { pkOnNullable } from "./pk-on-nullable/rule.ts";
import { redundantIndex } from "./redundant-index/rule.ts";
import { reindexNotConcurrent } from "./reindex-not-concurrent/rule.ts";
import { requiredColumn } from "./required-column/rule.ts";
import { scanUnderLock } from "./scan-under-lock/rule.ts";
import { setNotNullScan } from "./set-not-null-scan/rule.ts";
import { severalExclusiveLocks } from "./several-exclusive-locks/rule.ts";
import { severalFksOneTx } from "./several-fks-one-tx/rule.ts";
import { tableRewrite } from "./table-rewrite/rule.ts";
import { typeChange } from "./type-change/rule.ts";
import { unboundedDml } from "./unbounded-dml/rule.ts";
import { uniqueBuildsIndex } from "./unique-builds-index/rule.ts";
import { unnamedIndex } from "./unnamed-index/rule.ts";
import { unpredictedLock } from "./unpredicted-lock/rule.ts";
import { validateInSameTx } from "./validate-in-same-tx/rule.ts";
import { volatileDefault } from "./volatile-default/rule.ts";
import { wideIndex } from "./wide-index/rule.ts";
import { workWhileBlocking } from "./work-while-blocking/rule.ts";
import type { SqlRule } from "./define-sql-rule.ts";

/** Every rule on SQL, in order of code. Import it only where SQL is judged. */
export const SQL_RULES: readonly SqlRule[] = [
  unboundedDml,
  indexNotConcurrent,
  dropIndexNotConcurrent,
  concurrentlyInTransaction,
  concurrentOnPartitioned,
  concurrentIfNotExists,
  concurrentUnderTimeout,
  reindexNotConcurrent,
  unnamedIndex,
  redundantIndex,
  wideIndex,
  fkWithoutNotValid,
  checkWithoutNotValid,
  uniqueBuildsIndex,
  pkBuildsIndex,
  pkOnNullable,
  exclusionConstraint,
  validateInSameTx,
  setNotNullScan,
  notValidFkPartitioned,
  dropForeignKey,
  severalFksOneTx,
  enforceConstraintScan,
  dropPrimaryKey,
  fkLocksParent,
  volatileDefault,
  requiredColumn,
  typeChange,
  dropColumn,
  lockTimeoutUnset,
  severalExclusiveLocks,
  parseError,
  exclusiveHeldLong,
  workWhileBlocking,
  tableRewrite,
  indexRewrite,
  scanUnderLock,
  lockWithoutTimeout,
  constraintAddedValid,
  implicitIndex,
  manyRelationsLocked,
  unpredictedLock,
  lockUpgrade,
  invalidIndexLeft,
  idleGap,
  notNullPromoted,
];
