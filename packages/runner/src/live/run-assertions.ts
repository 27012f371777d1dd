import { type FailedAssertion, sqlStatements } from "@migrun/core";
import { readSettingFile } from "../run/setting-files.ts";
import type { LivePlace } from "./live-place.ts";
import type { LookOptions } from "./look-at-target.ts";
import { withLiveConnection } from "./with-live-connection.ts";

/** What a team asserts of a live database. */
export interface Assertions {
  /** SQL files, absolute. */
  readonly files: readonly string[];
  readonly show: (path: string) => string;
}

/**
 * Runs every query of the `assertions` files; each has to give no row. Every one has a read-only transaction of its own, so
 * that one which ends its transaction changes nothing for the next.
 */
export async function runAssertions(
  place: LivePlace,
  { files, show }: Assertions,
  { limits, redact }: LookOptions,
): Promise<readonly FailedAssertion[]> {
  const failed: FailedAssertion[] = [];
  for (const path of files) {
    const file = show(path);
    const read = await readSettingFile(path, "assertions", show);
    if (!read.ok) {
      failed.push({ file, line: 1, rows: null, message: read.error.message });
      continue;
    }
    for (const { text, from } of sqlStatements(read.value)) {
      const line = read.value.slice(0, from).split("\n").length;
      if (place.kind !== "postgresql") {
        failed.push({ file, line, rows: null, message: "assertions run on Postgres alone" });
        continue;
      }
      const answer = await withLiveConnection(place, (one) => one.rows(text), limits);
      if (!answer.ok) failed.push({ file, line, rows: null, message: redact(answer.error.message) });
      else if (answer.value.length > 0) failed.push({ file, line, rows: answer.value.length, message: null });
    }
  }
  return failed;
}
