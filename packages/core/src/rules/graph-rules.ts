// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import { cycle } from "./cycle/rule.ts";
import { deletedRevision } from "./deleted-revision/rule.ts";
import { dependencyCycle } from "./dependency-cycle/rule.ts";
import { dependsOnUnknown } from "./depends-on-unknown/rule.ts";
import { duplicateRevision } from "./duplicate-revision/rule.ts";
import { editedAfterMerge } from "./edited-after-merge/rule.ts";
import { expandAndContractTogether } from "./expand-and-contract-together/rule.ts";
import { insertedBehindHead } from "./inserted-behind-head/rule.ts";
import { missingParent } from "./missing-parent/rule.ts";
import { multipleHeads } from "./multiple-heads/rule.ts";
import { selfLoop } from "./self-loop/rule.ts";
import { severalBases } from "./several-bases/rule.ts";
import type { GraphRule } from "./define-rule.ts";

/** Every rule on graphs, in order of code. */
export const GRAPH_RULES: readonly GraphRule[] = [
  multipleHeads,
  missingParent,
  duplicateRevision,
  cycle,
  insertedBehindHead,
  editedAfterMerge,
  deletedRevision,
  dependsOnUnknown,
  severalBases,
  expandAndContractTogether,
  selfLoop,
  dependencyCycle,
];
