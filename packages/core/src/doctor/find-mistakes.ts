import { compareCodePoints } from "../text/compare-code-points.ts";
import { ambiguousUpgrade } from "./mistakes/ambiguous-upgrade.ts";
import { ciWithoutDatabase } from "./mistakes/ci-without-database.ts";
import { noDriftTest, testsElsewhere } from "./mistakes/drift-and-tests.ts";
import { loggersDisabled, typesNotCompared, unnamedConstraints } from "./mistakes/env-options.ts";
import { migratedAtStartup } from "./mistakes/migrated-at-startup.ts";
import { missingVersionLocation } from "./mistakes/missing-version-location.ts";
import { modelsOutOfReach } from "./mistakes/models-out-of-reach.ts";
import { swallowedFailure } from "./mistakes/swallowed-failure.ts";
import { urlIgnored } from "./mistakes/url-ignored.ts";
import { sharedVersionTable, versionTableUnread } from "./mistakes/version-tables.ts";
import type { Detector, DoctorInput, Mistake } from "./repository.ts";

/** Every detector. */
const DETECTORS: readonly Detector[] = [
  ciWithoutDatabase,
  noDriftTest,
  migratedAtStartup,
  testsElsewhere,
  sharedVersionTable,
  versionTableUnread,
  urlIgnored,
  swallowedFailure,
  modelsOutOfReach,
  missingVersionLocation,
  ambiguousUpgrade,
  loggersDisabled,
  unnamedConstraints,
  typesNotCompared,
];

/** The classic mistakes of a repository, by code and place. What is said twice of one place is said once. */
export function findMistakes(input: DoctorInput): readonly Mistake[] {
  const seen = new Set<string>();
  return DETECTORS.flatMap((detect) => detect(input))
    .filter(({ code, file, line, message }) => {
      const key = `${code}\0${file ?? ""}\0${line ?? 0}\0${message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .toSorted(
      (left, right) =>
        compareCodePoints(left.code, right.code) ||
        compareCodePoints(left.file ?? "", right.file ?? "") ||
        (left.line ?? 0) - (right.line ?? 0),
    );
}
