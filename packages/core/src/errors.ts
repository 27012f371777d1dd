/** Exit codes that stop a whole command; design: public, never renumbered. 2 = usage or configuration, 3 = infrastructure. */
export type StoppingExitCode = 2 | 3;

/** What a `MigrunError` is made of. */
export interface MigrunErrorDetails {
  /** Stable name for scripts, such as `MIGRUN_CONFIG_INVALID`. */
  readonly code: `MIGRUN_${string}`;
  readonly exitCode: StoppingExitCode;
  /** The next step, starting with a verb. */
  readonly hint?: string;
  /** Further lines below the message, one problem each. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** The command cannot go on, and the reader can mend it: printed without a stack. Everything else thrown is a bug (exit 70). */
export class MigrunError extends Error {
  readonly code: `MIGRUN_${string}`;
  readonly exitCode: StoppingExitCode;
  readonly hint: string | null;
  readonly details: readonly string[];

  constructor(message: string, details: MigrunErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "MigrunError";
    this.code = details.code;
    this.exitCode = details.exitCode;
    this.hint = details.hint ?? null;
    this.details = details.details ?? [];
  }
}
