import type { CheckId } from "@migrun/core";
import type { OptionId } from "./options.ts";

/** One command, described once for parsing, help and the reference page. */
export interface CommandSpec {
  /** `all`, or `server install` for a command below another. */
  readonly name: string;
  /** `[names...]` as help shows it; empty if it takes none. */
  readonly operands: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What else one needs to know; paragraphs. */
  readonly details: readonly string[];
  readonly examples: readonly { readonly command: string; readonly what: string }[];
  readonly options: readonly OptionId[];
  /** The formats of `--format`; the first is the default. Empty: no such option. */
  readonly formats: readonly string[];
  /** Whether `--help` lists it among the first. */
  readonly first: boolean;
  /** The checks of a command that runs some. */
  readonly checks: readonly CheckId[];
}

const REPORTS = ["text", "json", "markdown", "junit", "github"] as const;
const LOOK = ["quiet", "verbose", "color", "noColor"] as const;
const WHICH = ["name", "since", "changed", "allRevisions", "strict", "config"] as const;
const DATABASE = ["server", "postgres", "python", "jobs", "isolation", "timeout", "keep"] as const;
const OUTPUT = ["format", "report", ...LOOK] as const;

const ALL_CHECKS: readonly CheckId[] = ["heads", "files", "upgrade", "sql", "drift", "roundtrip"];

/** Every command, in the order of help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "all",
    operands: "[names...]",
    summary: "every check on every target, each on a database of its own",
    details: [
      "Finds every named Alembic config below the working directory, gives each an empty throw-away Postgres, and checks in parallel: heads, files, upgrade, sql, drift, round trip. Connections that env.py, models and revisions open are redirected there before they are made.",
    ],
    examples: [
      { command: "migrun all", what: "everything" },
      { command: "migrun all users/analytics", what: "two targets" },
      { command: "migrun all --only drift --keep", what: "drift alone; keep the database if it fails" },
      { command: "migrun all --report junit=out/migrun.xml", what: "a file for CI beside the text" },
      { command: "migrun all --server postgresql://postgres@localhost", what: "on a server of yours" },
    ],
    options: ["only", "skip", ...WHICH, ...DATABASE, ...OUTPUT],
    formats: REPORTS,
    first: true,
    checks: ALL_CHECKS,
  },
  {
    name: "quick",
    operands: "[names...]",
    summary: "heads and files: no Python, no database, for hooks",
    details: [
      "A name may be a file, as hooks pass them: it selects the targets that it may matter to, deleted ones too. Where pre-commit runs it, a green run prints nothing.",
    ],
    examples: [
      { command: "migrun quick", what: "in a hook: every target takes milliseconds" },
      { command: "migrun quick services/users/alembic/env.py", what: "the target of a file" },
    ],
    options: [...WHICH, "jobs", ...OUTPUT],
    formats: REPORTS,
    first: true,
    checks: ["heads", "files"],
  },
  {
    name: "heads",
    operands: "[names...]",
    summary: "one head per history, or exactly the declared ones",
    details: ["Reads the revision files only. With --format value it prints just the ids, one a line."],
    examples: [
      { command: "migrun heads", what: "of every target" },
      { command: "migrun heads users --format value", what: "just the id, for a script" },
    ],
    options: [...WHICH, "jobs", ...OUTPUT],
    formats: [...REPORTS, "value"],
    first: false,
    checks: ["heads"],
  },
  {
    name: "files",
    operands: "[names...]",
    summary: "the shape of each revision file",
    details: [],
    examples: [{ command: "migrun files --all-revisions", what: "released revisions too" }],
    options: [...WHICH, "jobs", ...OUTPUT],
    formats: REPORTS,
    first: false,
    checks: ["files"],
  },
  {
    name: "drift",
    operands: "[names...]",
    summary: "models and migrated schema agree",
    details: [
      "Asks Alembic's autogenerate under env.py's own options, on a database that the revisions made.",
    ],
    examples: [{ command: "migrun drift users", what: "one target" }],
    options: [...WHICH, ...DATABASE, ...OUTPUT],
    formats: REPORTS,
    first: false,
    checks: ["drift"],
  },
  {
    name: "roundtrip",
    operands: "[names...]",
    summary: "all the way up, down and up again leaves the same schema",
    details: [],
    examples: [{ command: "migrun roundtrip --keep", what: "look at what was left behind" }],
    options: [...WHICH, ...DATABASE, ...OUTPUT],
    formats: REPORTS,
    first: false,
    checks: ["roundtrip"],
  },
  {
    name: "sql",
    operands: "[names...]",
    summary: "the SQL that a reviewer should see",
    details: [
      "SQL goes to stdout; what went wrong goes to stderr. Several targets are separated by a comment.",
    ],
    examples: [
      { command: "migrun sql users --from origin/main", what: "what a branch adds" },
      { command: "migrun sql users --from ae1027a6acf4", what: "what comes after a revision" },
    ],
    options: ["from", ...WHICH, ...DATABASE, ...OUTPUT],
    formats: REPORTS,
    first: false,
    checks: ["sql"],
  },
  {
    name: "graph",
    operands: "[names...]",
    summary: "the revisions of a history and how they hang together, drawn",
    details: [
      "Newest first. Long lines of plain revisions stand on one row; --expand draws them all. New revisions, heads, and where the base stands are marked. The exit code is that of the check heads.",
    ],
    examples: [
      { command: "migrun graph users --last 30", what: "the newest part of one history" },
      { command: "migrun graph users --format svg > users.svg", what: "a picture" },
      { command: "migrun graph --format mermaid", what: "for a Markdown page" },
    ],
    options: ["last", "expand", "name", "since", "config", "python", "jobs", "format", ...LOOK],
    formats: ["text", "json", "mermaid", "svg"],
    first: false,
    checks: ["heads"],
  },
  {
    name: "merge",
    operands: "[name]",
    summary: "join several heads by a merge revision",
    details: [
      "Alembic writes it, with the project's own script.py.mako, file_template and hooks. Then every check runs on that target.",
    ],
    examples: [
      { command: "migrun merge users", what: "the heads of one history" },
      { command: 'migrun merge users -m "merge orders and taxes"', what: "with a name of yours" },
    ],
    options: ["message", "dryRun", ...WHICH, ...DATABASE, ...OUTPUT],
    formats: REPORTS,
    first: false,
    checks: ALL_CHECKS,
  },
  {
    name: "rebase",
    operands: "[name]",
    summary: "put the new revisions on top of the base's head",
    details: [
      "For two chains of revisions that were added side by side. Everything that is new against the base is put in one line on the base's head: down_revision and the docstring are rewritten in place, ids that are taken are issued again, nothing else is touched. Then every check runs on that target.",
      "A revision that is released (at the base, in a tag, or applied in the live database that the configuration names) is never moved: merge those.",
    ],
    examples: [
      { command: "migrun rebase users --dry-run", what: "what would change, as a diff" },
      { command: "migrun rebase users --since origin/main", what: "against another base" },
    ],
    options: ["dryRun", "skipLive", ...WHICH, ...DATABASE, ...OUTPUT],
    formats: REPORTS,
    first: false,
    checks: ALL_CHECKS,
  },
  {
    name: "exec",
    operands: "NAME -- COMMAND...",
    summary: "any command against a target's isolated database at head",
    details: [
      "The environment is that of the checks: variables that env.py reads its URL from, MIGRUN_DATABASE_URL and PG* lead to the isolated database; other database URLs are withheld. The exit code is the command's.",
      "The command is not watched as checks are: one that takes its URL from an ini or another file goes where that says.",
    ],
    examples: [
      { command: "migrun exec users -- pytest tests/db", what: "tests on a migrated database" },
      { command: "migrun exec users -- psql", what: "look around" },
    ],
    options: ["config", ...DATABASE, ...LOOK],
    formats: [],
    first: false,
    checks: [],
  },
  {
    name: "init",
    operands: "",
    summary: "write the CI pipeline, the hook and the smallest config",
    details: [
      "Finds the targets, the CI system, what manages Python packages, and the hook system; shows every file that it would make, asks, and writes. A file that exists stays as it is: what to add to it is shown.",
      "Without a terminal nothing is written unless --yes is given (exit code 2).",
    ],
    examples: [
      { command: "migrun init", what: "show, ask, write" },
      { command: "migrun init --ci gitlab --hook pre-commit --yes", what: "write for these" },
      { command: "migrun init --dry-run --postgres-service", what: "look at a pipeline with a service" },
    ],
    options: ["ci", "hook", "postgresService", "yes", "dryRun", "config", "color", "noColor"],
    formats: [],
    first: true,
    checks: [],
  },
  {
    name: "doctor",
    operands: "[names...]",
    summary: "what a run would find here, and the classic mistakes with their cures",
    details: [
      "Reads files, asks Python for versions, and looks whether the server can be used. No database is started, nothing is executed, and nothing is written without --fix.",
      "--fix writes the variables that settings demand and nobody gives into the configuration, with placeholders, and shows what it changed. A value that is there stays.",
      "The exit code is 1 where a mistake was found. One that is accepted goes into `ignore`, with its code and a reason; `rules` turns a code off.",
    ],
    examples: [
      { command: "migrun doctor", what: "the first command in a new repository" },
      { command: "migrun doctor --fix", what: "write what env.py's settings lack" },
      { command: "migrun doctor --format json", what: "for scripts, by schemas/doctor.v1.json" },
    ],
    options: [
      "fix",
      "name",
      "since",
      "strict",
      "config",
      "server",
      "postgres",
      "python",
      "isolation",
      "format",
      ...LOOK,
    ],
    formats: ["text", "json"],
    first: false,
    checks: [],
  },
  {
    name: "config",
    operands: "",
    summary: "the effective configuration, and where each value came from",
    details: [],
    examples: [{ command: "migrun config --format json", what: "for scripts" }],
    options: ["config", "server", "postgres", "python", "jobs", "isolation", "format", "color", "noColor"],
    formats: ["text", "json"],
    first: false,
    checks: [],
  },
  {
    name: "server install",
    operands: "MAJOR",
    summary: "fetch the embedded server of another major version",
    details: [],
    examples: [{ command: "migrun server install 16", what: "for --postgres 16" }],
    options: ["quiet", "color", "noColor"],
    formats: [],
    first: false,
    checks: [],
  },
  {
    name: "gc",
    operands: "",
    summary: "remove what killed runs left behind",
    details: [],
    examples: [
      { command: "migrun gc --server postgresql://postgres@localhost", what: "on a server of yours" },
    ],
    options: ["config", "server", "quiet", "color", "noColor"],
    formats: [],
    first: false,
    checks: [],
  },
  {
    name: "version",
    operands: "",
    summary: "versions of migrun and of everything it would use",
    details: ["migrun --version prints the version alone."],
    examples: [{ command: "migrun version --format json", what: "for a bug report" }],
    options: ["config", "python", "format"],
    formats: ["text", "json"],
    first: false,
    checks: [],
  },
  {
    name: "help",
    operands: "[command]",
    summary: "what a command does, with examples",
    details: [],
    examples: [{ command: "migrun help all", what: "the same as migrun all --help" }],
    options: [],
    formats: [],
    first: false,
    checks: [],
  },
];

/** The command of this name. */
export function findCommand(name: string): CommandSpec | null {
  return COMMANDS.find((command) => command.name === name) ?? null;
}
