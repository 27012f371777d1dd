import { COMMANDS } from "./command-table.ts";
import type { CommandSpec } from "./command-spec.ts";
import { EXIT_MEANINGS } from "./messages.ts";
import { OPTION_GROUPS, OPTIONS } from "./options.ts";
import type { OptionSpec } from "./options.ts";
import { wrap } from "./plain-text.ts";

/** Help is the same everywhere: it fits 80 columns and has no colour. */
const WIDTH = 80;

/** What `migrun --help` prints: what most people need first, then the rest. */
export function renderHelp(): string {
  const first = COMMANDS.filter((command) => command.first);
  const rest = COMMANDS.filter((command) => !command.first);
  return sections([
    ["migrun <command> [names...] [options]"],
    wrap("Checks every named Alembic config of a repository, each on a Postgres of its own.", WIDTH),
    ["Most needed:", ...list(first.map(commandRow))],
    ["More:", ...list(rest.map(commandRow))],
    ["Examples:", ...list(exampleRows([...first, ...COMMANDS.slice(2, 3)]))],
    ["Exit codes:", ...list(exitRows([0, 1, 2, 3, 4, 5, 6, 70, 130, 143]))],
    ["Help on a command: migrun help <command>. Version: migrun --version."],
  ]);
}

/** What `migrun help <command>` prints. */
export function renderCommandHelp(command: CommandSpec): string {
  const options = optionsOf(command);
  const groups = OPTION_GROUPS.map((group) => {
    const rows = options.filter((option) => option.group === group).map(optionRow);
    return rows.length === 0 ? [] : [`${group}:`, ...list(rows)];
  });
  return sections([
    [usageOf(command)],
    wrap(sentence(command.summary), WIDTH),
    ...command.details.map((paragraph) => wrap(paragraph, WIDTH)),
    ["Examples:", ...list(exampleRows([command], Number.POSITIVE_INFINITY))],
    ...groups,
    command.checks.length === 0 ? [] : ["Exit codes:", ...list(exitRows([0, 1, 2, 3, 70, 130, 143]))],
  ]);
}

/** The line that shows how a command is written. */
export function usageOf(command: CommandSpec): string {
  const options = command.options.length === 0 ? [] : ["[options]"];
  // What follows `--` belongs to another program, so options stand before it.
  const operands = command.operands.includes(" -- ")
    ? [...options, command.operands]
    : [command.operands, ...options];
  return ["migrun", command.name, ...operands].filter((part) => part !== "").join(" ");
}

/** The options of a command as it understands them: `--format` names its own formats. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  return command.options.map((id) => {
    const option: OptionSpec = OPTIONS[id];
    if (id !== "format") return option;
    const [standard, ...others] = command.formats;
    return { ...option, description: `${option.description}: ${standard} (default), ${others.join(", ")}` };
  });
}

/** Begins with a capital letter and ends with a full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

type Row = readonly [left: string, right: string];

function commandRow(command: CommandSpec): Row {
  return [command.name, command.summary];
}

function optionRow(option: OptionSpec): Row {
  const hasShort = option.flags.startsWith("-") && !option.flags.startsWith("--");
  return [hasShort ? option.flags : `    ${option.flags}`, option.description];
}

function exampleRows(commands: readonly CommandSpec[], each = 3): readonly Row[] {
  return commands.flatMap((command) =>
    command.examples.slice(0, each).map((example): Row => [example.command, example.what]),
  );
}

function exitRows(codes: readonly (keyof typeof EXIT_MEANINGS)[]): readonly Row[] {
  return codes.map((code) => [String(code), EXIT_MEANINGS[code]]);
}

/** Two columns; the right one wraps, and moves below a left one that is too long. */
function list(rows: readonly Row[]): readonly string[] {
  const left = Math.min(34, Math.max(...rows.map(([text]) => text.length)));
  return rows.flatMap(([name, what]) => {
    const [first = "", ...more] = wrap(what, WIDTH - left - 4);
    const margin = " ".repeat(left + 4);
    const start = name.length > left ? [`  ${name}`, margin + first] : [`  ${name.padEnd(left)}  ${first}`];
    return [...start, ...more.map((line) => margin + line)];
  });
}

function sections(parts: readonly (readonly string[])[]): string {
  const present = parts.filter((part) => part.length > 0).map((part) => part.join("\n"));
  return `${present.join("\n\n")}\n`;
}
