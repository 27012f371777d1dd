import { expect, test } from "vitest";
import { MigrunError } from "@migrun/core";
import { REPORTS } from "./command-spec.ts";
import { COMMANDS } from "./command-table.ts";
import { OPTIONS } from "./options.ts";
import { parseArguments } from "./program.ts";

function problemOf(line: string): string {
  try {
    parseArguments(split(line));
  } catch (error) {
    if (!(error instanceof MigrunError)) throw error;
    expect(error).toMatchObject({ exitCode: 2, code: "MIGRUN_USAGE" });
    return `${error.message} / ${error.hint}`;
  }
  throw new Error(`accepted: ${line}`);
}

function split(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}

test.each([
  ["", "no command given / Run migrun --help, or begin with migrun all."],
  ["al", "unknown command: al / Did you mean all?"],
  ["roundtip", "unknown command: roundtip / Did you mean roundtrip?"],
  [
    "frobnicate",
    "unknown command: frobnicate / Choose from: all, quick, heads, files, lint, drift, roundtrip, sql, baseline, graph, status, verify, wait, serve, merge, rebase, exec, upgrade, lock status, lock release, init, generate, doctor, explain, config, server install, gc, version, help.",
  ],
  ["server", "migrun server needs a command below it / Write migrun server install MAJOR."],
  ["all --strit", "unknown option '--strit' / Did you mean --strict?"],
  ["all --frobnicate", "unknown option '--frobnicate' / Run migrun help all for what it takes."],
  ["heads --server x", "unknown option '--server' / Run migrun help heads for what it takes."],
  ["--quiet all", "unknown option '--quiet' / Put options after the command: migrun all --quiet."],
  ["all --format yaml", `unknown format: yaml / Choose from: ${REPORTS.join(", ")}.`],
  ["all --format jsn", "unknown format: jsn / Did you mean json?"],
  ["all --format value", `unknown format: value / Choose from: ${REPORTS.join(", ")}.`],
  ["all --report jnit=x", "unknown format of --report: jnit / Did you mean junit?"],
  ["heads --report value=x", `unknown format of --report: value / Choose from: ${REPORTS.join(", ")}.`],
  ["all --report junit", "--report junit names no file / Write --report junit=FILE."],
  ["all --report =x", `unknown format of --report: (empty) / Choose from: ${REPORTS.join(", ")}.`],
  ["all --only drfit", "unknown check in --only: drfit / Did you mean drift?"],
  [
    "all --skip a,sql",
    "unknown check in --skip: a / Choose from: heads, files, upgrade, lint, sql, drift, roundtrip.",
  ],
  [
    "all --only safety",
    "unknown check in --only: safety / Choose from: heads, files, upgrade, lint, sql, drift, roundtrip.",
  ],
  [
    "all --postgres 19",
    "option '--postgres <major>' argument '19' is invalid. Give a whole number from 14 to 18. / Run migrun help all for what it takes.",
  ],
  [
    "all -j 1.5",
    "option '-j, --jobs <n>' argument '1.5' is invalid. Give a whole number from 1 to 1024. / Run migrun help all for what it takes.",
  ],
  [
    "all --timeout 0",
    "option '--timeout <seconds>' argument '0' is invalid. Give a number of seconds greater than 0. / Run migrun help all for what it takes.",
  ],
  ["all --server", "option '--server <url>' argument missing / Run migrun help all for what it takes."],
  ["exec users", "missing required argument 'COMMAND' / Run migrun help exec for what it takes."],
  ["exec users pytest -x", "unknown option '-x' / Run migrun help exec for what it takes."],
  [
    "gc users",
    "too many arguments for 'gc'. Expected 0 arguments but got 1. / Run migrun help gc for what it takes.",
  ],
])("`migrun %s` is refused", (line, expected) => {
  expect(problemOf(line)).toBe(expected);
});

test("without options everything is left to the configuration", () => {
  const { command, operands, options } = parseArguments(["all"]);
  expect(command.name).toBe("all");
  expect(operands).toEqual([]);
  expect(options).toEqual({
    only: [],
    skip: [],
    since: null,
    changed: false,
    allRevisions: false,
    strict: false,
    sql: false,
    autocommit: false,
    setup: [],
    allRules: false,
    assumeLockTimeout: false,
    acceptNew: false,
    from: null,
    ci: null,
    hook: null,
    postgresService: false,
    yes: false,
    image: null,
    namespace: null,
    statusPage: false,
    out: null,
    config: null,
    server: null,
    postgres: null,
    python: null,
    jobs: null,
    isolation: null,
    timeout: null,
    keep: false,
    fix: false,
    live: NOTHING_LIVE,
    message: null,
    dryRun: false,
    skipLive: false,
    deploy: {
      all: false,
      to: null,
      step: false,
      allowDowngrade: false,
      expectHost: [],
      lockTimeout: null,
      retryFor: null,
      grace: null,
      pid: null,
      metricsFile: null,
    },
    last: null,
    expand: false,
    format: "text",
    reports: [],
    quiet: false,
    verbosity: 0,
    color: null,
  });
});

/** Values of options that `all` has not. */
const NOTHING_LIVE = {
  require: null,
  allowUnknown: false,
  waitSeconds: null,
  host: null,
  port: null,
  public: false,
  tokenFile: null,
  cacheSeconds: null,
};

test("every option of `all` arrives", () => {
  const line =
    "all users billing/x -n a,b --name c* --only drift,sql --skip sql --since main --changed --all-revisions --strict --config m.yaml --server postgresql://h/d?x=1 --postgres 16 --python py --jobs 3 --isolation strict --timeout 2.5 --keep --format json --report junit=a=b.xml --report text=t -q -vv --no-color";
  const { operands, options } = parseArguments(split(line));
  expect(operands).toEqual(["users", "billing/x", "a,b", "c*"]);
  expect(options).toEqual({
    only: ["drift", "sql"],
    skip: ["sql"],
    since: "main",
    changed: true,
    allRevisions: true,
    strict: true,
    sql: false,
    autocommit: false,
    setup: [],
    allRules: false,
    assumeLockTimeout: false,
    acceptNew: false,
    from: null,
    ci: null,
    hook: null,
    postgresService: false,
    yes: false,
    image: null,
    namespace: null,
    statusPage: false,
    out: null,
    config: "m.yaml",
    server: "postgresql://h/d?x=1",
    postgres: 16,
    python: "py",
    jobs: 3,
    isolation: "strict",
    timeout: 2.5,
    keep: true,
    fix: false,
    live: NOTHING_LIVE,
    message: null,
    dryRun: false,
    skipLive: false,
    deploy: {
      all: false,
      to: null,
      step: false,
      allowDowngrade: false,
      expectHost: [],
      lockTimeout: null,
      retryFor: null,
      grace: null,
      pid: null,
      metricsFile: null,
    },
    last: null,
    expand: false,
    format: "json",
    reports: [
      { format: "junit", path: "a=b.xml" },
      { format: "text", path: "t" },
    ],
    quiet: true,
    verbosity: 2,
    color: false,
  });
});

test.each([
  ["exec users -- pytest -x --format json", "exec", ["users", "pytest", "-x", "--format", "json"]],
  ["exec --keep users -- psql", "exec", ["users", "psql"]],
  ["exec users true", "exec", ["users", "true"]],
  ["server install 16", "server install", ["16"]],
  ["sql --from base a", "sql", ["a"]],
  ["heads a --format value", "heads", ["a"]],
])("`migrun %s`", (line, name, operands) => {
  const invocation = parseArguments(split(line));
  expect([invocation.command.name, invocation.operands]).toEqual([name, operands]);
});

test.each([
  ["all --color", true],
  ["all --no-color", false],
  ["all --color --no-color", false],
])("colour of `migrun %s`", (line, color) => {
  expect(parseArguments(split(line)).options.color).toBe(color);
});

test("every command takes exactly the options that its help lists", () => {
  for (const command of COMMANDS) {
    for (const id of Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]) {
      const { flags, kind } = OPTIONS[id];
      const flag = /--[a-z-]+/.exec(flags)?.[0] ?? "";
      const value = {
        text: "text",
        list: "drift",
        integer: "16",
        seconds: "1",
        duration: "5m",
        flag: null,
        count: null,
      }[kind];
      const words = {
        format: command.formats[0] ?? "text",
        report: "json=x",
        ci: "github",
        hook: "husky",
        require: "at-head",
      };
      const given = id in words ? words[id as keyof typeof words] : value;
      const line = [...command.name.split(" "), ...operandsFor(command.operands), flag];
      const argv = given === null ? line : [...line, given];
      const accept = (): unknown => parseArguments(argv);
      // Two options of one name are for different commands.
      const twin = command.options.find((one) => one !== id && OPTIONS[one].flags.split(" ").includes(flag));
      if (twin !== undefined) continue;
      if (command.options.includes(id)) expect(accept, argv.join(" ")).not.toThrow();
      else expect(accept, argv.join(" ")).toThrow("unknown option");
    }
  }
});

function operandsFor(operands: string): readonly string[] {
  if (operands === "MAJOR") return ["16"];
  if (operands.startsWith("RECIPE")) return ["k8s"];
  return operands.startsWith("NAME") ? ["users", "true"] : [];
}
