import type { Severity } from "./finding.ts";

/** What the registry knows of a code that has no rule folder of its own (checks and run problems). */
export interface CodeInfo {
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence for `--help`, JSON and reports. */
  readonly what: string;
}

/** Findings that come from running, not from a rule: MC and MX. Codes are public and never reused. */
export const RUN_CODES = {
  MC501: {
    rule: "missing-object",
    severity: "error",
    what: "The models have it, the migrated database does not.",
  },
  MC502: {
    rule: "extra-object",
    severity: "error",
    what: "The migrated database has it, the models do not.",
  },
  MC503: {
    rule: "different-object",
    severity: "error",
    what: "Models and migrated database both have it and differ.",
  },
  MC504: {
    rule: "models-not-imported",
    severity: "error",
    what: "Tables that revisions made are in no metadata that env.py hands to Alembic.",
  },
  MC510: {
    rule: "left-behind",
    severity: "error",
    what: "Still there after the way down, and not there before the way up.",
  },
  MC511: { rule: "not-restored", severity: "error", what: "The catalog differs after the second way up." },
  MC512: { rule: "data-lost", severity: "warning", what: "Rows that did not survive the way down and up." },
  MC520: {
    rule: "live-differs",
    severity: "error",
    what: "A live database differs from what its own revision makes.",
  },
  MR507: {
    rule: "downgrade-unsafe",
    severity: "warning",
    what: "The way down does what a safety rule calls an error.",
  },
  MX901: { rule: "unused-suppression", severity: "warning", what: "A suppression that suppresses nothing." },
  MX902: {
    rule: "invalid-suppression",
    severity: "error",
    what: "A suppression without a known code or without a reason.",
  },
  MX903: {
    rule: "foreign-connection",
    severity: "notice",
    what: "Another database was asked for; its own was given.",
  },
  MX904: {
    rule: "not-committed",
    severity: "error",
    what: "The command reported success, a fresh connection does not see it.",
  },
  MX905: { rule: "upgrade-failed", severity: "error", what: "A revision's upgrade failed." },
  MX906: { rule: "downgrade-failed", severity: "error", what: "A revision's downgrade failed." },
  MX907: {
    rule: "offline-breaks",
    severity: "warning",
    what: "Offline mode (--sql) fails at this revision; the recorded SQL is used.",
  },
  MX908: {
    rule: "asked-python",
    severity: "notice",
    what: "A revision header that only Python can resolve.",
  },
  MX909: { rule: "timed-out", severity: "error", what: "A step took longer than its time limit." },
  MX910: {
    rule: "stale-ignore",
    severity: "warning",
    what: "An ignore entry that has expired or matches nothing.",
  },
  MX911: {
    rule: "role-created",
    severity: "notice",
    what: "Roles that revisions expect were made in the private cluster.",
  },
  MX912: {
    rule: "extension-missing",
    severity: "error",
    what: "The server does not have an extension that a revision creates.",
  },
  MX913: {
    rule: "settings-missing",
    severity: "error",
    what: "env.py or its settings demand variables that are not set.",
  },
  MX914: {
    rule: "cannot-isolate",
    severity: "error",
    what: "A dialect or connection that cannot be given its own database.",
  },
  MX915: { rule: "process-ended", severity: "error", what: "env.py or a revision ended the Python process." },
  MX916: {
    rule: "config-unreadable",
    severity: "error",
    what: "An Alembic config, or a file that the settings of a target name, that cannot be read.",
  },
  MX917: {
    rule: "no-base",
    severity: "notice",
    what: "There is no base to compare with, so every revision counts as new.",
  },
  MX918: {
    rule: "unknown-floor",
    severity: "error",
    what: "`roundtrip.floor` names no revision of the history.",
  },
  MX919: {
    rule: "leaves-isolation",
    severity: "warning",
    what: "env.py or a statement does what the isolation layers in force do not see.",
  },
} as const satisfies Record<string, CodeInfo>;

/** A code of `RUN_CODES`. */
export type RunCode = keyof typeof RUN_CODES;
