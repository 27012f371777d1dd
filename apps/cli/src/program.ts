import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { MigrunError } from "@migrun/core";
import { COMMANDS } from "./command-table.ts";
import type { CommandSpec } from "./command-spec.ts";
import { type Invocation, listOf, readOptions, unknownCommand } from "./invocation.ts";
import { parseDuration } from "./live/parse-duration.ts";
import { OPTIONS } from "./options.ts";
import type { OptionId, OptionSpec } from "./options.ts";

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
  if (operands === "[code]") return [new Argument("[code]")];
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

function noCommand(): MigrunError {
  return new MigrunError("no command given", {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: "Run migrun --help, or begin with migrun all.",
  });
}
