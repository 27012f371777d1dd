import type { VerifiedTarget } from "@migrun/core";
import { plural } from "../messages.ts";
import { oneLine } from "../plain-text.ts";
import type { RenderOptions } from "../reporters/reporter.ts";
import { renderStatus } from "./status-text.ts";

/** The table of `status`, and below it what a deploy left half done, with what to do. */
export function renderVerify(
  targets: readonly VerifiedTarget[],
  look: Pick<RenderOptions, "theme" | "width" | "verbosity">,
): string {
  const { theme } = look;
  const lines = targets.flatMap(
    ({ name, state, ok, invalidIndexes, unvalidatedConstraints, failedAssertions }) => [
      ...(state === "ahead" && ok
        ? [
            `${theme.warn(theme.symbols.warned)} ${oneLine(name)}: newer code has migrated it further; this code has all that it needs. With --strict that fails.`,
          ]
        : []),
      ...invalidIndexes.map(
        (index) =>
          `${theme.bad(theme.symbols.failed)} ${oneLine(name)}: the index ${oneLine(index)} is invalid: a concurrent build of it failed. DROP INDEX CONCURRENTLY ${oneLine(index)}; and build it again.`,
      ),
      ...failedAssertions.map(({ file, line, rows, message }) => {
        const what =
          rows === null
            ? `could not be run: ${message ?? ""}`
            : `gave ${plural(rows, "row")}, and has to give none`;
        return `${theme.bad(theme.symbols.failed)} ${oneLine(name)}: the assertion ${oneLine(`${file}:${line} ${what}`)}.`;
      }),
      ...unvalidatedConstraints.map((constraint) => {
        const [named = "", table = ""] = constraint.split(" on ");
        return `${theme.warn(theme.symbols.warned)} ${oneLine(name)}: the constraint ${oneLine(constraint)} is NOT VALID still: old rows are not checked. ALTER TABLE ${oneLine(table)} VALIDATE CONSTRAINT ${oneLine(named)};`;
      }),
    ],
  );
  const failed = targets.filter(({ ok }) => !ok).length;
  const verdict =
    failed === 0
      ? `${theme.good(theme.symbols.passed)} the live databases have what the revision files want`
      : `${theme.bad(theme.symbols.failed)} ${failed} of ${targets.length} live databases ${failed === 1 ? "is" : "are"} not as wanted`;
  return `${renderStatus(targets, look)}\n${[...lines, verdict].map((line) => `${line}\n`).join("")}`;
}
