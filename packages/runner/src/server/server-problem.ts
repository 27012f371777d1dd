import { MigrunError } from "@migrun/core";

/** Why no isolated database can be had, and what to do. Ends a command with exit 3; never holds a password. */
export interface ServerProblem {
  readonly kind:
    | "no-binaries"
    | "cannot-prepare"
    | "cannot-start"
    | "bad-url"
    | "unreachable"
    | "login"
    | "no-right"
    | "failed";
  readonly message: string;
  /** The next step, starting with a verb. */
  readonly hint: string;
  /** Further lines: what the server itself said. */
  readonly details?: readonly string[];
}

/** The same, to be thrown where a lease cannot be given. */
export function serverError(problem: ServerProblem): MigrunError {
  return new MigrunError(problem.message, {
    code: "MIGRUN_SERVER",
    exitCode: problem.kind === "bad-url" ? 2 : 3,
    hint: problem.hint,
    ...(problem.details === undefined ? {} : { details: problem.details }),
  });
}
