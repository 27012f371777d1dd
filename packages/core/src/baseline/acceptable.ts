import type { Finding } from "../findings/finding.ts";

/**
 * What makes a run meaningless, or says nothing of the past. With a broken graph or a statement that cannot run
 * nothing can be deployed; of the MX codes only a downgrade that fails (MX906) and SQL that offline mode
 * cannot show (MX907) are facts of a revision: the others are of the configuration, the machine, or of suppressions.
 */
const NEVER = /^(?:MG00[1-7]|MS203|MS279|MS280|MS298|MT320|MX9(?!0[67]$)\d\d|MIGRUN_\w+)$/;

/** May a baseline hold findings of this code? */
export function isAcceptableCode(code: string): boolean {
  return !NEVER.test(code);
}

/** May a baseline hold this finding? What it may not hold has to be mended, whatever its age. A notice needs no entry. */
export function isAcceptable({ code, severity }: Pick<Finding, "code" | "severity">): boolean {
  if (severity === "notice" || !isAcceptableCode(code)) return false;
  // As an error it is a file that Alembic cannot load: nothing runs.
  return code !== "MF106" || severity === "warning";
}
