import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { CHECK_IDS, CI_SYSTEMS, HOOK_SYSTEMS, MigrunError, nearest } from "@migrun/core";
import type { CheckId, CiSystem, HookSystem } from "@migrun/core";
import { COMMANDS } from "./command-table.ts";
import type { CommandSpec } from "./command-spec.ts";
import { type DeployFlags, readDeployFlags } from "./deploy/read-deploy-flags.ts";
import { type LiveOptions, parseDuration, readLiveOptions } from "./live/read-live-options.ts";
import { OPTIONS } from "./options.ts";
import type { OptionId, OptionSpec } from "./options.ts";

/** A command line, understood. */
export interface Invocation {
  readonly command: CommandSpec;
  /** What stands beside the options, `--name` included; for `exec` the target and its command. */
  readonly operands: readonly string[];
  readonly options: ParsedOptions;
}

/** A file to write, as in `--report junit=out/migrun.xml`. */
export interface ReportFile {
  readonly format: string;
  readonly path: string;
}

/** The values of all options; null, false or empty where one was not given. */
export interface ParsedOptions {
  readonly only: readonly CheckId[];
  readonly skip: readonly CheckId[];
  readonly since: string | null;
  readonly changed: boolean;
  readonly allRevisions: boolean;
  readonly strict: boolean;
  readonly acceptNew: boolean;
  readonly from: string | null;
  /** What `init` writes; null: what it finds. */
  readonly ci: CiSystem | "none" | null;
  readonly hook: HookSystem | "none" | null;
  readonly postgresService: boolean;
  readonly yes: boolean;
  /** Of `generate`. */
  readonly image: string | null;
  readonly namespace: string | null;
  readonly statusPage: boolean;
  /** Where files go instead of stdout. */
  readonly out: string | null;
  readonly config: string | null;
  readonly server: string | null;
  readonly postgres: number | null;
  readonly python: string | null;
  readonly jobs: number | null;
  readonly isolation: string | null;
  readonly timeout: number | null;
  readonly keep: boolean;
  readonly message: string | null;
  readonly dryRun: boolean;
  readonly skipLive: boolean;
  readonly fix: boolean;
  /** Of the commands that look into live databases. */
  readonly live: LiveOptions;
  /** Of the commands that change live databases, or their locks. */
  readonly deploy: DeployFlags;
  readonly last: number | null;
  readonly expand: boolean;
  /** The default of the command where none is given. */
  readonly format: string;
  readonly reports: readonly ReportFile[];
  readonly quiet: boolean;
  readonly verbosity: number;
  /** `--color`, `--no-color`, or neither. */
  readonly color: boolean | null;
}

/** Reads a command line. Throws a `MigrunError` (exit 2) that names what is unknown and what was probably meant. */
export function parseArguments(argv: readonly string[]): Invocation {
  let invocation: Invocation | null = null;
  const program = createProgram(commandsFor(argv), (found) => {
    invocation = found;
  });
  try {
    program.parse([...argv], { from: "user" });
  } catch (error) {
    throw error instanceof CommanderError ? usageError(error, argv) : error;
  }
  if (invocation === null) throw noCommand();
  return invocation;
}

/** The command that the first word names, alone: to declare the options of all takes longer than to read most histories. */
function commandsFor([first]: readonly string[]): readonly CommandSpec[] {
  const named = COMMANDS.filter((spec) => spec.name.split(" ", 1)[0] === first);
  return named.length > 0 ? named : COMMANDS;
}

function createProgram(commands: readonly CommandSpec[], found: (invocation: Invocation) => void): Command {
  const program = new Command("migrun");
  program
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .helpOption(false)
    .helpCommand(false);
  for (const spec of commands) addCommand(program, spec, found);
  return program;
}

function addCommand(program: Command, spec: CommandSpec, found: (invocation: Invocation) => void): void {
  const [name = "", below] = spec.name.split(" ");
  let command = program.commands.find((one) => one.name() === name) ?? program.command(name);
  if (below !== undefined) command = command.command(below);
  for (const operand of operandsOf(spec)) command.addArgument(operand);
  for (const id of spec.options) command.addOption(optionOf(id));
  command.action(() => {
    const values = command.opts<Record<string, unknown>>();
    const operands = [...command.args, ...listOf(values["name"])];
    found({ command: spec, operands, options: readOptions(spec, values) });
  });
}

function operandsOf({ operands }: CommandSpec): readonly Argument[] {
  if (operands === "[names...]") return [new Argument("[names...]")];
  if (operands === "RECIPE [names...]") return [new Argument("<RECIPE>"), new Argument("[names...]")];
  if (operands === "[name]") return [new Argument("[name]")];
  if (operands === "[command]") return [new Argument("[command...]")];
  if (operands === "MAJOR") return [new Argument("<MAJOR>")];
  return operands === "" ? [] : [new Argument("<NAME>"), new Argument("<COMMAND...>")];
}

function optionOf(id: OptionId): Option {
  const spec: OptionSpec = OPTIONS[id];
  const option = new Option(spec.flags, spec.description);
  switch (spec.kind) {
    case "list":
      return option.argParser((value, before: readonly string[] | undefined) => [...(before ?? []), value]);
    case "count":
      return option.argParser((_value, before: number | undefined) => (before ?? 0) + 1);
    case "integer":
      return option.argParser((value) => parseInteger(value, spec.range ?? [1, Number.MAX_SAFE_INTEGER]));
    case "seconds":
      return option.argParser(parseSeconds);
    case "duration":
      return option.argParser(parseDuration);
    case "text":
    case "flag":
      return option;
  }
}

function parseInteger(value: string, [least, most]: readonly [number, number]): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
}

function parseSeconds(value: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (number > 0) return number;
  throw new InvalidArgumentError("Give a number of seconds greater than 0.");
}

function readOptions(spec: CommandSpec, values: Readonly<Record<string, unknown>>): ParsedOptions {
  const { color } = values;
  return {
    only: checksOf(spec, listOf(values["only"]), "--only"),
    skip: checksOf(spec, listOf(values["skip"]), "--skip"),
    since: textOf(values["since"]),
    changed: values["changed"] === true,
    allRevisions: values["allRevisions"] === true,
    strict: values["strict"] === true,
    acceptNew: values["acceptNew"] === true,
    from: textOf(values["from"]),
    ci: choiceOf("CI system", textOf(values["ci"]), [...CI_SYSTEMS, "none"] as const),
    hook: choiceOf("hook system", textOf(values["hook"]), [...HOOK_SYSTEMS, "none"] as const),
    postgresService: values["postgresService"] === true,
    yes: values["yes"] === true,
    image: textOf(values["image"]),
    namespace: textOf(values["namespace"]),
    statusPage: values["statusPage"] === true,
    out: textOf(values["out"]),
    config: textOf(values["config"]),
    server: textOf(values["server"]),
    postgres: numberOf(values["postgres"]),
    python: textOf(values["python"]),
    jobs: numberOf(values["jobs"]),
    isolation: textOf(values["isolation"]),
    timeout: spec.options.includes("timeout") ? numberOf(values["timeout"]) : null,
    keep: values["keep"] === true,
    message: textOf(values["message"]),
    dryRun: values["dryRun"] === true,
    skipLive: values["skipLive"] === true,
    fix: values["fix"] === true,
    live: readLiveOptions(spec, values),
    deploy: readDeployFlags(values),
    last: numberOf(values["last"]),
    expand: values["expand"] === true,
    format: formatOf(spec, textOf(values["format"])),
    reports: listOf(values["report"]).map((value) => reportFileOf(spec, value)),
    quiet: values["quiet"] === true,
    verbosity: numberOf(values["verbose"]) ?? 0,
    color: typeof color === "boolean" ? color : null,
  };
}

/** The word among those that are known, or null where none is given. Throws a `MigrunError` (exit 2). */
export function choiceOf<T extends string>(
  what: string,
  given: string | null,
  known: readonly T[],
): T | null {
  const choice = known.find((one) => one === given);
  if (given === null || choice !== undefined) return choice ?? null;
  throw unknownValue(what, given, known);
}

function formatOf(spec: CommandSpec, given: string | null): string {
  const fallback = spec.formats[0] ?? "text";
  if (given === null || spec.formats.includes(given)) return given ?? fallback;
  throw unknownValue("format", given, spec.formats);
}

function reportFileOf(spec: CommandSpec, value: string): ReportFile {
  const formats = spec.formats.filter((format) => format !== "value");
  const [format = "", ...rest] = value.split("=");
  const path = rest.join("=");
  if (!formats.includes(format)) throw unknownValue("format of --report", format, formats);
  if (path !== "") return { format, path };
  throw new MigrunError(`--report ${format} names no file`, {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: `Write --report ${format}=FILE.`,
  });
}

function checksOf(spec: CommandSpec, given: readonly string[], flag: string): readonly CheckId[] {
  const words = given.flatMap((value) => value.split(",")).map((word) => word.trim());
  return words
    .filter((word) => word !== "")
    .map((word) => {
      const check = CHECK_IDS.find((id) => id === word);
      if (check !== undefined && spec.checks.includes(check)) return check;
      throw unknownValue(`check in ${flag}`, word, spec.checks);
    });
}

function unknownValue(what: string, word: string, known: readonly string[]): MigrunError {
  const meant = nearest(word, known);
  return new MigrunError(`unknown ${what}: ${word === "" ? "(empty)" : word}`, {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: meant === null ? `Choose from: ${known.join(", ")}.` : `Did you mean ${meant}?`,
  });
}

/** The error for a word that is no command, such as the operand of `help`. */
export function unknownCommand(word: string): MigrunError {
  return unknownValue(
    "command",
    word,
    COMMANDS.map((command) => command.name),
  );
}

function noCommand(): MigrunError {
  return new MigrunError("no command given", {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: "Run migrun --help, or begin with migrun all.",
  });
}

/** Commander's message as it stands, its suggestion as the hint. */
function usageError(error: CommanderError, argv: readonly string[]): MigrunError {
  if (error.code === "commander.help") return subcommandMissing(argv);
  const [message = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  if (error.code === "commander.unknownCommand") {
    return unknownCommand(/'(.*)'/.exec(message)?.[1] ?? "");
  }
  const suggestion = rest.join(" ").replace(/^\((.*)\)$/, "$1");
  const command = COMMANDS.find((spec) => argv.join(" ").startsWith(spec.name));
  const optionFirst = argv[0]?.startsWith("-") === true;
  const fallback = optionFirst
    ? "Put options after the command: migrun all --quiet."
    : `Run migrun help${command === undefined ? "" : ` ${command.name}`} for what it takes.`;
  return new MigrunError(message, {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: suggestion === "" ? fallback : suggestion,
  });
}

function subcommandMissing(argv: readonly string[]): MigrunError {
  const begun = COMMANDS.find((spec) => spec.name.startsWith(`${argv[0]} `));
  if (begun === undefined) return noCommand();
  return new MigrunError(`migrun ${argv[0]} needs a command below it`, {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: `Write migrun ${begun.name} ${begun.operands}.`,
  });
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
