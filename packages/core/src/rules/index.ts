// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import { badHeader } from "./bad-header/rule.ts";
import { cycle } from "./cycle/rule.ts";
import { deletedRevision } from "./deleted-revision/rule.ts";
import { dependencyCycle } from "./dependency-cycle/rule.ts";
import { dependsOnUnknown } from "./depends-on-unknown/rule.ts";
import { duplicateRevision } from "./duplicate-revision/rule.ts";
import { editedAfterMerge } from "./edited-after-merge/rule.ts";
import { emptyMessage } from "./empty-message/rule.ts";
import { emptyUpgrade } from "./empty-upgrade/rule.ts";
import { expandAndContractTogether } from "./expand-and-contract-together/rule.ts";
import { idTooLong } from "./id-too-long/rule.ts";
import { insertedBehindHead } from "./inserted-behind-head/rule.ts";
import { mergeWithOps } from "./merge-with-ops/rule.ts";
import { missingParent } from "./missing-parent/rule.ts";
import { multipleHeads } from "./multiple-heads/rule.ts";
import { nameMismatch } from "./name-mismatch/rule.ts";
import { noDowngrade } from "./no-downgrade/rule.ts";
import { noUpgrade } from "./no-upgrade/rule.ts";
import { selfLoop } from "./self-loop/rule.ts";
import { severalBases } from "./several-bases/rule.ts";
import { sideEffects } from "./side-effects/rule.ts";
import { strayFile } from "./stray-file/rule.ts";
import type { Rule } from "./define-rule.ts";

/** Every rule on files and graphs, in order of code. */
export const RULES: readonly Rule[] = [
  emptyMessage,
  noUpgrade,
  noDowngrade,
  emptyUpgrade,
  nameMismatch,
  badHeader,
  sideEffects,
  idTooLong,
  strayFile,
  multipleHeads,
  missingParent,
  duplicateRevision,
  cycle,
  insertedBehindHead,
  editedAfterMerge,
  deletedRevision,
  mergeWithOps,
  dependsOnUnknown,
  severalBases,
  expandAndContractTogether,
  selfLoop,
  dependencyCycle,
];
