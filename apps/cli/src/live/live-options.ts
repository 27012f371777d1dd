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
  host: {
    flags: "--host <address>",
    description: "address to listen on (default: 127.0.0.1)",
    kind: "text",
    group: "Where to listen",
  },
  port: {
    flags: "--port <n>",
    description: "port to listen on; 0: any that is free (default: 8080)",
    kind: "integer",
    range: [0, 65_535],
    group: "Where to listen",
  },
  public: {
    flags: "--public",
    description: "answers hold the state alone; details need the token (MIGRUN_TOKEN, --token-file)",
    kind: "flag",
    group: "Where to listen",
  },
  tokenFile: {
    flags: "--token-file <file>",
    description: "file that holds the token, such as a mounted secret; implies --public",
    kind: "text",
    group: "Where to listen",
  },
  cache: {
    flags: "--cache <time>",
    description: "how long an answer holds before a database is looked into again (default: 15s)",
    kind: "duration",
    group: "Where to listen",
  },
} as const satisfies Record<string, OptionSpec>;
