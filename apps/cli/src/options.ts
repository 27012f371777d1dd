import { DEPLOY_OPTIONS } from "./deploy/deploy-options.ts";
import { LIVE_OPTIONS } from "./live/live-options.ts";

/** How the value of an option is read. `text` takes any; `list` may be given several times. */
export type OptionKind = "flag" | "count" | "text" | "list" | "integer" | "seconds" | "duration";

/** One option, described once for parsing, help and the reference page. */
export interface OptionSpec {
  /** `-j, --jobs <n>` */
  readonly flags: string;
  readonly description: string;
  readonly kind: OptionKind;
  /** Smallest and largest value of an `integer`. */
  readonly range?: readonly [number, number];
  readonly group: OptionGroup;
}

/** Headings under which help lists options, in this order. */
export const OPTION_GROUPS = [
  "What to check",
  "What to do",
  "What to write",
  "Where to run",
  "Where to listen",
  "What to print",
] as const;
/** One of the headings. */
export type OptionGroup = (typeof OPTION_GROUPS)[number];

/** Every option of every command; the key is the name of its value. */
export const OPTIONS = {
  name: {
    flags: "-n, --name <names>",
    description: "targets by name or glob, split by , or /; repeatable; the same as positional names",
    kind: "list",
    group: "What to check",
  },
  only: {
    flags: "--only <checks>",
    description: "these checks and what they need, split by ,",
    kind: "list",
    group: "What to check",
  },
  skip: {
    flags: "--skip <checks>",
    description: "all checks but these, split by ,",
    kind: "list",
    group: "What to check",
  },
  since: {
    flags: "--since <ref>",
    description: "revisions that exist at this git ref are released, the others new (default: merge base)",
    kind: "text",
    group: "What to check",
  },
  changed: {
    flags: "--changed",
    description: "only targets touched since the base; heads are checked for all",
    kind: "flag",
    group: "What to check",
  },
  allRevisions: {
    flags: "--all-revisions",
    description: "judge released revisions as well as new ones",
    kind: "flag",
    group: "What to check",
  },
  strict: {
    flags: "--strict",
    description: "warnings fail the run",
    kind: "flag",
    group: "What to check",
  },
  sql: {
    flags: "--sql",
    description: "the names are SQL files, each one transaction (- is stdin): no Python, no server",
    kind: "flag",
    group: "What to check",
  },
  autocommit: {
    flags: "--autocommit",
    description: "with --sql: each statement is a transaction of its own, outside of BEGIN and COMMIT",
    kind: "flag",
    group: "What to check",
  },
  setup: {
    flags: "--setup <file>",
    description: "with --sql: SQL of what was there before, which is not judged; repeatable",
    kind: "list",
    group: "What to check",
  },
  allRules: {
    flags: "--all-rules",
    description: "rules that are off by default too",
    kind: "flag",
    group: "What to check",
  },
  assumeLockTimeout: {
    flags: "--assume-lock-timeout",
    description: "somebody sets lock_timeout where this is deployed",
    kind: "flag",
    group: "What to check",
  },
  acceptNew: {
    flags: "--accept-new",
    description: "accept also what has no entry yet, though there is a baseline",
    kind: "flag",
    group: "What to check",
  },
  from: {
    flags: "--from <where>",
    description: "begin after base (default), a revision (`head-2` too), or what is released at a git ref",
    kind: "text",
    group: "What to check",
  },
  message: {
    flags: "-m, --message <text>",
    description: "what the merge revision is called (default: after the heads)",
    kind: "text",
    group: "What to check",
  },
  skipLive: {
    flags: "--skip-live",
    description: "do not look into the live database whether a revision has run there",
    kind: "flag",
    group: "What to check",
  },
  ci: {
    flags: "--ci <system>",
    description: "github, gitlab or none (default: what is found)",
    kind: "text",
    group: "What to write",
  },
  hook: {
    flags: "--hook <system>",
    description: "pre-commit, lefthook, husky or none (default: what is found)",
    kind: "text",
    group: "What to write",
  },
  postgresService: {
    flags: "--postgres-service",
    description: "let CI start a Postgres service instead of migrun's own",
    kind: "flag",
    group: "What to write",
  },
  yes: {
    flags: "-y, --yes",
    description: "do not ask",
    kind: "flag",
    group: "What to write",
  },
  dryRun: {
    flags: "--dry-run",
    description: "print what would be written or done, and change nothing",
    kind: "flag",
    group: "What to write",
  },
  fix: {
    flags: "--fix",
    description: "write missing variables into the configuration, with placeholders",
    kind: "flag",
    group: "What to write",
  },
  image: {
    flags: "--image <reference>",
    description: "the image of the release, with the application and migrun in it",
    kind: "text",
    group: "What to write",
  },
  namespace: {
    flags: "--namespace <name>",
    description: "the namespace of the manifests (default: that of kubectl)",
    kind: "text",
    group: "What to write",
  },
  statusPage: {
    flags: "--status-page",
    description: "a Deployment and a Service for migrun serve as well",
    kind: "flag",
    group: "What to write",
  },
  out: {
    flags: "--out <folder>",
    description: "write files there instead of printing them; never over one that is there",
    kind: "text",
    group: "What to write",
  },
  config: {
    flags: "--config <file>",
    description: "the configuration file of migrun (default: found upward)",
    kind: "text",
    group: "Where to run",
  },
  server: {
    flags: "--server <url>",
    description: "where isolated databases are made: embedded (default) or postgresql://...",
    kind: "text",
    group: "Where to run",
  },
  postgres: {
    flags: "--postgres <major>",
    description: "major version of the embedded server, 14 to 18",
    kind: "integer",
    range: [14, 18],
    group: "Where to run",
  },
  python: {
    flags: "--python <path>",
    description: "interpreter with Alembic (default: found)",
    kind: "text",
    group: "Where to run",
  },
  jobs: {
    flags: "-j, --jobs <n>",
    description: "targets at work at once (default: cores)",
    kind: "integer",
    range: [1, 1024],
    group: "Where to run",
  },
  isolation: {
    flags: "--isolation <how>",
    description: "strict: no network but one of their own for Python, server and commands (Linux)",
    kind: "text",
    group: "Where to run",
  },
  timeout: {
    flags: "--timeout <seconds>",
    description: "limit of a single step",
    kind: "seconds",
    group: "Where to run",
  },
  keep: {
    flags: "--keep",
    description: "leave the database of a failed target in place and say how to connect",
    kind: "flag",
    group: "Where to run",
  },
  ...LIVE_OPTIONS,
  ...DEPLOY_OPTIONS,
  last: {
    flags: "--last <n>",
    description: "the newest revisions only",
    kind: "integer",
    range: [1, 1_000_000],
    group: "What to print",
  },
  expand: {
    flags: "--expand",
    description: "every revision on a row of its own, long lines too",
    kind: "flag",
    group: "What to print",
  },
  format: {
    flags: "--format <format>",
    description: "what goes to stdout",
    kind: "text",
    group: "What to print",
  },
  report: {
    flags: "--report <format=file>",
    description: "write the report to a file as well; repeatable",
    kind: "list",
    group: "What to print",
  },
  quiet: {
    flags: "-q, --quiet",
    description: "no progress, and no report while all is well",
    kind: "flag",
    group: "What to print",
  },
  verbose: {
    flags: "-v, --verbose",
    description: "every finding and the output of env.py; -vv: more",
    kind: "count",
    group: "What to print",
  },
  color: { flags: "--color", description: "colours, always", kind: "flag", group: "What to print" },
  noColor: { flags: "--no-color", description: "colours, never", kind: "flag", group: "What to print" },
} as const satisfies Record<string, OptionSpec>;

/** The name of an option's value. */
export type OptionId = keyof typeof OPTIONS;
