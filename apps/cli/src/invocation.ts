import { CHECK_IDS, CI_SYSTEMS, HOOK_SYSTEMS, MigrunError, nearest } from "@migrun/core";
import type { CheckId, CiSystem, HookSystem } from "@migrun/core";
import { COMMANDS } from "./command-table.ts";
import type { CommandSpec } from "./command-spec.ts";
import { type DeployFlags, readDeployFlags } from "./deploy/read-deploy-flags.ts";
import { type LiveOptions, readLiveOptions } from "./live/read-live-options.ts";

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
  /** Of `lint`. */
  readonly sql: boolean;
  readonly autocommit: boolean;
  readonly setup: readonly string[];
  readonly allRules: boolean;
  readonly assumeLockTimeout: boolean;
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

/**
 * A command line of a command and names, which is most of them: no parser is loaded to read it. Null where there is
 * anything to parse.
 */
export function plainInvocation([name, ...operands]: readonly string[]): Invocation | null {
  const command = COMMANDS.find((spec) => spec.name === name && spec.operands === "[names...]");
  if (command === undefined || operands.some((word) => word.startsWith("-"))) return null;
  return { command, operands, options: readOptions(command, {}) };
}

/** The values of the options as a parser gave them; none: the defaults. Throws a `MigrunError` (exit 2). */
export function readOptions(spec: CommandSpec, values: Readonly<Record<string, unknown>>): ParsedOptions {
  const { color } = values;
  return {
    only: checksOf(spec, listOf(values["only"]), "--only"),
    skip: checksOf(spec, listOf(values["skip"]), "--skip"),
    since: textOf(values["since"]),
    changed: values["changed"] === true,
    allRevisions: values["allRevisions"] === true,
    strict: values["strict"] === true,
    sql: values["sql"] === true,
    autocommit: values["autocommit"] === true,
    setup: listOf(values["setup"]),
    allRules: values["allRules"] === true,
    assumeLockTimeout: values["assumeLockTimeout"] === true,
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

/** The texts of an option that may be given more than once. */
export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
