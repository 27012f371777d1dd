import { type CommandSpec, LOOK } from "../command-spec.ts";

/** The commands that change live databases, or their locks. */
export const DEPLOY_COMMANDS: readonly CommandSpec[] = [
  {
    name: "upgrade",
    operands: "[names...]",
    summary: "migrate live databases: under a lock, one replica works, the others wait",
    details: [
      "Runs env.py as production does, under a lock of the database that it polls for. Every replica may run it: one migrates, the others find nothing to do. A new connection proves the result. Targets run in the order of `after`, in parallel where nothing says otherwise.",
      "Exit codes: 0 done, or nothing to do · 2 refused, nothing changed · 3 no Python, no server · 4 failed, everything rolled back · 5 failed part-way: read the states of the revisions · 6 lock busy, nothing changed.",
    ],
    examples: [
      { command: "migrun upgrade", what: "in a Job or a release step" },
      { command: "migrun upgrade users --dry-run", what: "the plan and its SQL; nothing is touched" },
      { command: "migrun upgrade users --to ae1027a6acf4", what: "no further than this revision" },
      { command: "migrun upgrade --expect-host db.internal --format json", what: "for a pipeline" },
    ],
    options: [
      "to",
      "step",
      "allowDowngrade",
      "expectHost",
      "lockTimeout",
      "retryFor",
      "grace",
      "yes",
      "dryRun",
      "name",
      "config",
      "python",
      "jobs",
      "format",
      ...LOOK,
    ],
    formats: ["text", "json"],
    first: true,
    checks: [],
  },
  {
    name: "lock status",
    operands: "[names...]",
    summary: "who holds the lock of a live database",
    details: [],
    examples: [{ command: "migrun lock status users", what: "pid, application name, client and age" }],
    options: ["name", "config", "python", "format", "color", "noColor"],
    formats: ["text", "json"],
    first: false,
    checks: [],
  },
  {
    name: "lock release",
    operands: "[names...]",
    summary: "end the session that holds the lock of a live database",
    details: [
      "A lock is never left behind: it ends with its session. This is for a holder that hangs. What it has not committed is rolled back.",
    ],
    examples: [{ command: "migrun lock release users --pid 812", what: "the pid as `lock status` shows it" }],
    options: ["pid", "yes", "name", "config", "python", "format", "color", "noColor"],
    formats: ["text", "json"],
    first: false,
    checks: [],
  },
];
