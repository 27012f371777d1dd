import type { OptionSpec } from "../options.ts";

/** Options of the commands that change live databases, or their locks. */
export const DEPLOY_OPTIONS = {
  all: {
    flags: "--all",
    description: "every target that is found, also those that the configuration does not name",
    kind: "flag",
    group: "What to do",
  },
  to: {
    flags: "--to <revision>",
    description: "end at this revision (default: heads)",
    kind: "text",
    group: "What to do",
  },
  step: {
    flags: "--step",
    description: "commit after each revision, also where env.py has one transaction for all",
    kind: "flag",
    group: "What to do",
  },
  allowDowngrade: {
    flags: "--allow-downgrade",
    description: "--to may lie below what the database has: its revisions are taken back, with their data",
    kind: "flag",
    group: "What to do",
  },
  expectHost: {
    flags: "--expect-host <host>",
    description: "refuse a database on any other host; repeatable",
    kind: "list",
    group: "What to do",
  },
  lockTimeout: {
    flags: "--lock-timeout <time>",
    description: "wait for the lock of a database, in all such as 90s or 10m (default: 5m)",
    kind: "duration",
    group: "What to do",
  },
  retryFor: {
    flags: "--retry-for <time>",
    description:
      "try again after a lock time-out or a deadlock for this long such as 90s or 10m (default: 5m)",
    kind: "duration",
    group: "What to do",
  },
  grace: {
    flags: "--grace <time>",
    description: "after SIGTERM let a transaction finish for this long, then cancel it (default: 20s)",
    kind: "duration",
    group: "What to do",
  },
  metricsFile: {
    flags: "--metrics-file <file>",
    description: "write what became of each target here, for the textfile collector of Prometheus",
    kind: "text",
    group: "What to print",
  },
  pid: {
    flags: "--pid <pid>",
    description: "the holder whose session is to be ended, as `lock status` shows it",
    kind: "integer",
    range: [1, 2_147_483_647],
    group: "What to do",
  },
} as const satisfies Record<string, OptionSpec>;
