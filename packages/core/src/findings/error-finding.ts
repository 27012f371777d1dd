import type { Finding } from "./finding.ts";

/** The finding for an error that stops a whole command; `code` is that of the error, `MIGRUN_…`. */
export function errorFinding({ code, message, hint }: Pick<Finding, "code" | "message" | "hint">): Finding {
  return {
    code,
    rule: code.replace("MIGRUN_", "").toLowerCase().replaceAll("_", "-"),
    check: null,
    severity: "error",
    message,
    hint,
    object: null,
    revision: null,
    file: null,
    line: null,
    column: null,
    fingerprint: code,
    suppressed: null,
  };
}
