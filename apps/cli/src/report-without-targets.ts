import { createReport } from "@migrun/core";
import type { ExitCode, Finding, Report } from "@migrun/core";
import type { Io } from "./io.ts";
import { VERSION } from "./version.ts";

/** The one document of a command that came to no target: it could not run, or had nothing to check. */
export function reportWithoutTargets(
  command: string,
  io: Io,
  ended: { readonly exitCode: ExitCode; readonly problem: Finding | null },
): Report {
  return createReport({
    command,
    targets: [],
    problems: ended.problem === null ? [] : [ended.problem],
    versions: {
      migrun: VERSION,
      node: io.nodeVersion,
      python: null,
      alembic: null,
      sqlalchemy: null,
      postgres: null,
    },
    base: { ref: null, commit: null },
    startedAt: new Date(io.now()).toISOString(),
    durationMs: 0,
    strict: false,
    stopped: ended.exitCode,
  });
}
