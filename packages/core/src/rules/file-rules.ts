// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
import { appImport } from "./app-import/rule.ts";
import { badHeader } from "./bad-header/rule.ts";
import { clientDefaultOnly } from "./client-default-only/rule.ts";
import { codeAtImport } from "./code-at-import/rule.ts";
import { colonParsedAsBind } from "./colon-parsed-as-bind/rule.ts";
import { dialectBranch } from "./dialect-branch/rule.ts";
import { downgradeEmpty } from "./downgrade-empty/rule.ts";
import { downgradeNotInverse } from "./downgrade-not-inverse/rule.ts";
import { downgradeRaises } from "./downgrade-raises/rule.ts";
import { dropUnnamed } from "./drop-unnamed/rule.ts";
import { emptyMessage } from "./empty-message/rule.ts";
import { emptyUpgrade } from "./empty-upgrade/rule.ts";
import { enumTypeNotCreated } from "./enum-type-not-created/rule.ts";
import { generatedLeftover } from "./generated-leftover/rule.ts";
import { hiddenExtraDdl } from "./hidden-extra-ddl/rule.ts";
import { idTooLong } from "./id-too-long/rule.ts";
import { manualTransaction } from "./manual-transaction/rule.ts";
import { mergeWithOps } from "./merge-with-ops/rule.ts";
import { metadataCreateAll } from "./metadata-create-all/rule.ts";
import { nameMismatch } from "./name-mismatch/rule.ts";
import { noDowngrade } from "./no-downgrade/rule.ts";
import { noUpgrade } from "./no-upgrade/rule.ts";
import { nondeterministic } from "./nondeterministic/rule.ts";
import { offlineUnsafe } from "./offline-unsafe/rule.ts";
import { ormSession } from "./orm-session/rule.ts";
import { sideEffects } from "./side-effects/rule.ts";
import { sqlInterpolation } from "./sql-interpolation/rule.ts";
import { strayFile } from "./stray-file/rule.ts";
import { tooBig } from "./too-big/rule.ts";
import { unknownCallable } from "./unknown-callable/rule.ts";
import { unnamedConstraint } from "./unnamed-constraint/rule.ts";
import type { FileRule } from "./define-rule.ts";

/** Every rule on files, in order of code. Import it only where files are judged. */
export const FILE_RULES: readonly FileRule[] = [
  emptyMessage,
  noUpgrade,
  noDowngrade,
  emptyUpgrade,
  nameMismatch,
  badHeader,
  appImport,
  ormSession,
  metadataCreateAll,
  generatedLeftover,
  offlineUnsafe,
  sqlInterpolation,
  colonParsedAsBind,
  enumTypeNotCreated,
  unnamedConstraint,
  dropUnnamed,
  sideEffects,
  nondeterministic,
  clientDefaultOnly,
  hiddenExtraDdl,
  manualTransaction,
  codeAtImport,
  dialectBranch,
  tooBig,
  idTooLong,
  unknownCallable,
  strayFile,
  mergeWithOps,
  downgradeEmpty,
  downgradeRaises,
  downgradeNotInverse,
];
