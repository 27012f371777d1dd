// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import { attachPartitionScan } from "./attach-partition-scan/rule.ts";
import { bulkCopy } from "./bulk-copy/rule.ts";
import { cannotRunInTransaction } from "./cannot-run-in-transaction/rule.ts";
import { cascadeDeleteFk } from "./cascade-delete-fk/rule.ts";
import { changeDefault } from "./change-default/rule.ts";
import { charN } from "./char-n/rule.ts";
import { checkWithoutNotValid } from "./check-without-not-valid/rule.ts";
import { concurrentIfNotExists } from "./concurrent-if-not-exists/rule.ts";
import { concurrentOnPartitioned } from "./concurrent-on-partitioned/rule.ts";
import { concurrentUnderTimeout } from "./concurrent-under-timeout/rule.ts";
import { concurrentlyInTransaction } from "./concurrently-in-transaction/rule.ts";
import { constrainedDomainColumn } from "./constrained-domain-column/rule.ts";
import { constraintAddedValid } from "./constraint-added-valid/rule.ts";
import { createEnum } from "./create-enum/rule.ts";
import { createExtension } from "./create-extension/rule.ts";
import { createPartitionOf } from "./create-partition-of/rule.ts";
import { createTriggerLock } from "./create-trigger-lock/rule.ts";
import { ddlWithBulkDml } from "./ddl-with-bulk-dml/rule.ts";
import { detachPartitionBlocking } from "./detach-partition-blocking/rule.ts";
import { discouragedType } from "./discouraged-type/rule.ts";
import { domainConstraintScan } from "./domain-constraint-scan/rule.ts";
import { domainWithConstraint } from "./domain-with-constraint/rule.ts";
import { dropCascade } from "./drop-cascade/rule.ts";
import { dropColumn } from "./drop-column/rule.ts";
import { dropDatabase } from "./drop-database/rule.ts";
import { dropDependentObject } from "./drop-dependent-object/rule.ts";
import { dropForeignKey } from "./drop-foreign-key/rule.ts";
import { dropIndexNotConcurrent } from "./drop-index-not-concurrent/rule.ts";
import { dropNotNull } from "./drop-not-null/rule.ts";
import { dropPrimaryKey } from "./drop-primary-key/rule.ts";
import { dropSchema } from "./drop-schema/rule.ts";
import { dropTable } from "./drop-table/rule.ts";
import { duplicateAssignment } from "./duplicate-assignment/rule.ts";
import { enforceConstraintScan } from "./enforce-constraint-scan/rule.ts";
import { enumValueIrreversible } from "./enum-value-irreversible/rule.ts";
import { enumValueOrder } from "./enum-value-order/rule.ts";
import { enumValueUsedInTx } from "./enum-value-used-in-tx/rule.ts";
import { exclusionConstraint } from "./exclusion-constraint/rule.ts";
import { exclusiveHeldLong } from "./exclusive-held-long/rule.ts";
import { explicitIdNoSetval } from "./explicit-id-no-setval/rule.ts";
import { explicitLock } from "./explicit-lock/rule.ts";
import { fkLocksParent } from "./fk-locks-parent/rule.ts";
import { fkMissingIndex } from "./fk-missing-index/rule.ts";
import { fkTypeMismatch } from "./fk-type-mismatch/rule.ts";
import { fkWithoutNotValid } from "./fk-without-not-valid/rule.ts";
import { fullRewriteMaintenance } from "./full-rewrite-maintenance/rule.ts";
import { identifierTooLong } from "./identifier-too-long/rule.ts";
import { idleGap } from "./idle-gap/rule.ts";
import { implicitIndex } from "./implicit-index/rule.ts";
import { indexNotConcurrent } from "./index-not-concurrent/rule.ts";
import { indexRewrite } from "./index-rewrite/rule.ts";
import { intKey } from "./int-key/rule.ts";
import { invalidIndexLeft } from "./invalid-index-left/rule.ts";
import { irreversibleUpgrade } from "./irreversible-upgrade/rule.ts";
import { jsonColumn } from "./json-column/rule.ts";
import { lockTimeoutUnset } from "./lock-timeout-unset/rule.ts";
import { lockUpgrade } from "./lock-upgrade/rule.ts";
import { lockWithoutTimeout } from "./lock-without-timeout/rule.ts";
import { lossyCast } from "./lossy-cast/rule.ts";
import { manyRelationsLocked } from "./many-relations-locked/rule.ts";
import { moveSchema } from "./move-schema/rule.ts";
import { narrowingType } from "./narrowing-type/rule.ts";
import { nonAtomicRevision } from "./non-atomic-revision/rule.ts";
import { notNullPromoted } from "./not-null-promoted/rule.ts";
import { notNullWithoutBackfill } from "./not-null-without-backfill/rule.ts";
import { notRerunnable } from "./not-rerunnable/rule.ts";
import { notValidFkPartitioned } from "./not-valid-fk-partitioned/rule.ts";
import { notValidLeftBehind } from "./not-valid-left-behind/rule.ts";
import { opaqueBlock } from "./opaque-block/rule.ts";
import { parseError } from "./parse-error/rule.ts";
import { pkBuildsIndex } from "./pk-builds-index/rule.ts";
import { pkOnNullable } from "./pk-on-nullable/rule.ts";
import { preferIdentity } from "./prefer-identity/rule.ts";
import { privilegedStatement } from "./privileged-statement/rule.ts";
import { redundantIndex } from "./redundant-index/rule.ts";
import { refreshMatviewBlocking } from "./refresh-matview-blocking/rule.ts";
import { reindexNotConcurrent } from "./reindex-not-concurrent/rule.ts";
import { renameColumn } from "./rename-column/rule.ts";
import { renameEnumValue } from "./rename-enum-value/rule.ts";
import { renameTable } from "./rename-table/rule.ts";
import { repeatedScans } from "./repeated-scans/rule.ts";
import { replicationChange } from "./replication-change/rule.ts";
import { requiredColumn } from "./required-column/rule.ts";
import { rowSecurityEnabled } from "./row-security-enabled/rule.ts";
import { scanUnderLock } from "./scan-under-lock/rule.ts";
import { schemaAndDataMixed } from "./schema-and-data-mixed/rule.ts";
import { seedNotIdempotent } from "./seed-not-idempotent/rule.ts";
import { serialOrIdentityColumn } from "./serial-or-identity-column/rule.ts";
import { sessionSettingLeak } from "./session-setting-leak/rule.ts";
import { setLocalOutsideTx } from "./set-local-outside-tx/rule.ts";
import { setNotNullScan } from "./set-not-null-scan/rule.ts";
import { severalExclusiveLocks } from "./several-exclusive-locks/rule.ts";
import { severalFksOneTx } from "./several-fks-one-tx/rule.ts";
import { sleepInTransaction } from "./sleep-in-transaction/rule.ts";
import { statementTimeoutUnset } from "./statement-timeout-unset/rule.ts";
import { storageRewrite } from "./storage-rewrite/rule.ts";
import { storedGenerated } from "./stored-generated/rule.ts";
import { tableRewrite } from "./table-rewrite/rule.ts";
import { tableWithoutKey } from "./table-without-key/rule.ts";
import { timestampWithoutTz } from "./timestamp-without-tz/rule.ts";
import { transactionControl } from "./transaction-control/rule.ts";
import { triggersDisabled } from "./triggers-disabled/rule.ts";
import { truncate } from "./truncate/rule.ts";
import { truncateCascade } from "./truncate-cascade/rule.ts";
import { typeChange } from "./type-change/rule.ts";
import { unbatchedBackfill } from "./unbatched-backfill/rule.ts";
import { unboundedDml } from "./unbounded-dml/rule.ts";
import { uniqueBuildsIndex } from "./unique-builds-index/rule.ts";
import { uniqueOverExisting } from "./unique-over-existing/rule.ts";
import { unnamedIndex } from "./unnamed-index/rule.ts";
import { unpredictedLock } from "./unpredicted-lock/rule.ts";
import { unqualifiedName } from "./unqualified-name/rule.ts";
import { validateInSameTx } from "./validate-in-same-tx/rule.ts";
import { validateWithExclusive } from "./validate-with-exclusive/rule.ts";
import { varcharN } from "./varchar-n/rule.ts";
import { volatileDefault } from "./volatile-default/rule.ts";
import { wideIndex } from "./wide-index/rule.ts";
import { workAfterExclusive } from "./work-after-exclusive/rule.ts";
import { workWhileBlocking } from "./work-while-blocking/rule.ts";
import type { SqlRule } from "./define-sql-rule.ts";

/** Every rule on SQL, in order of code. Import it only where SQL is judged. */
export const SQL_RULES: readonly SqlRule[] = [
  unboundedDml,
  unbatchedBackfill,
  truncate,
  truncateCascade,
  dropSchema,
  dropDatabase,
  bulkCopy,
  seedNotIdempotent,
  uniqueOverExisting,
  notNullWithoutBackfill,
  explicitIdNoSetval,
  lossyCast,
  duplicateAssignment,
  schemaAndDataMixed,
  cascadeDeleteFk,
  irreversibleUpgrade,
  enumValueIrreversible,
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
  fkMissingIndex,
  fkTypeMismatch,
  notValidLeftBehind,
  notValidFkPartitioned,
  dropForeignKey,
  severalFksOneTx,
  enforceConstraintScan,
  dropPrimaryKey,
  fkLocksParent,
  volatileDefault,
  requiredColumn,
  serialOrIdentityColumn,
  storedGenerated,
  constrainedDomainColumn,
  typeChange,
  narrowingType,
  renameColumn,
  renameTable,
  dropColumn,
  dropTable,
  dropNotNull,
  changeDefault,
  moveSchema,
  renameEnumValue,
  dropDependentObject,
  dropCascade,
  intKey,
  preferIdentity,
  jsonColumn,
  timestampWithoutTz,
  charN,
  varcharN,
  identifierTooLong,
  createEnum,
  enumValueOrder,
  domainWithConstraint,
  domainConstraintScan,
  discouragedType,
  tableWithoutKey,
  unqualifiedName,
  lockTimeoutUnset,
  statementTimeoutUnset,
  severalExclusiveLocks,
  workAfterExclusive,
  ddlWithBulkDml,
  repeatedScans,
  transactionControl,
  nonAtomicRevision,
  notRerunnable,
  cannotRunInTransaction,
  enumValueUsedInTx,
  explicitLock,
  sessionSettingLeak,
  setLocalOutsideTx,
  sleepInTransaction,
  triggersDisabled,
  fullRewriteMaintenance,
  refreshMatviewBlocking,
  storageRewrite,
  attachPartitionScan,
  detachPartitionBlocking,
  createPartitionOf,
  createTriggerLock,
  rowSecurityEnabled,
  replicationChange,
  createExtension,
  privilegedStatement,
  opaqueBlock,
  parseError,
  validateWithExclusive,
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
