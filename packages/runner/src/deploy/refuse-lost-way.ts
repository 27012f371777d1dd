import type { UpgradeTarget } from "@migrun/core";
import type { DeployOptions } from "./deploy-request.ts";

/**
 * A way down that was asked for, from a database that is ahead of this code: the files that know it are not here. Being ahead is
 * healthy for an upgrade, but here nothing was done of what was asked. Exit 2.
 */
export function refuseLostWay(
  report: UpgradeTarget,
  { to, allowDowngrade }: Pick<DeployOptions, "to" | "allowDowngrade">,
): UpgradeTarget {
  const { problem } = report;
  if (report.status !== "ahead" || problem === null || !allowDowngrade || to === "heads") return report;
  return {
    ...report,
    status: "refused",
    exitCode: 2,
    problem: {
      ...problem,
      message: `${problem.message} No file here knows the way down to ${to}.`,
      hint: "Nothing was changed. Run the downgrade from the code (or the image) that has the files of these revisions.",
    },
  };
}
