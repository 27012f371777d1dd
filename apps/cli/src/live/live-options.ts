import type { OptionSpec } from "../options.ts";

/** Options of the commands that look into live databases. */
export const LIVE_OPTIONS = {
  require: {
    flags: "--require <state>",
    description: "at-head, or at-least-code: ahead will do too",
    kind: "text",
    group: "What to check",
  },
  atLeastCode: {
    flags: "--at-least-code",
    description: "the same as --require at-least-code",
    kind: "flag",
    group: "What to check",
  },
  allowUnknown: {
    flags: "--allow-unknown",
    description: "a row that no file has will do: an image that was rolled back, and no record",
    kind: "flag",
    group: "What to check",
  },
  waitTimeout: {
    flags: "--timeout <time>",
    description: "how long to wait, such as 90s or 10m; 0: look once (default: 5m)",
    kind: "duration",
    group: "What to check",
  },
} as const satisfies Record<string, OptionSpec>;
