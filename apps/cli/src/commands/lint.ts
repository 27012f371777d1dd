import { buffer } from "node:stream/consumers";
import { MigrunError } from "@migrun/core";
import type { OptionId } from "../options.ts";
import { OPTIONS } from "../options.ts";
import type { Context } from "../context.ts";
import type { Invocation, ParsedOptions } from "../invocation.ts";
import { publishReport, runCheck } from "./check.ts";
import { sceneOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

/** `lint`: the check on the targets, or with `--sql` on SQL files. */
export async function runLint(invocation: Invocation, context: Context): Promise<number> {
  const { options, operands } = invocation;
  if (!options.sql) {
    refuse(options, OF_FILES, "is for SQL files: add --sql");
    return await runCheck(invocation, context);
  }
  refuse(options, OF_TARGETS, "is for Alembic targets: it says nothing with --sql");
  if (operands.length === 0)
    throw usage("--sql names no file", "Write migrun lint --sql FILE…, or - for stdin.");
  if (operands.filter((name) => name === "-").length > 1 || options.setup.includes("-"))
    throw usage("stdin can be read once", "Name - once, among the files that are judged.");
  const engine = await context.loadEngine();
  const request = {
    ...sceneOf(invocation, context.io),
    files: operands,
    setup: options.setup,
    autocommit: options.autocommit,
    readStdin: () => buffer(process.stdin),
  };
  const report = await withProgress({ invocation, io: context.io }, { needsDatabase: false }, (io) =>
    engine.lintFiles(request, io),
  );
  return await publishReport(report, invocation, context);
}

const OF_FILES = ["setup", "autocommit"] as const satisfies readonly OptionId[];

const OF_TARGETS = [
  "since",
  "changed",
  "allRevisions",
  "server",
  "python",
  "jobs",
  "isolation",
  "timeout",
  "keep",
] as const satisfies readonly OptionId[];

type Refused = (typeof OF_FILES | typeof OF_TARGETS)[number];

function refuse(options: ParsedOptions, ids: readonly Refused[], why: string): void {
  const given = ids.find((id) => isGiven(options[id]));
  if (given === undefined) return;
  const [flag = ""] = OPTIONS[given].flags.replace(/^-\w, /u, "").split(" ");
  throw usage(`${flag} ${why}`, "Run migrun help lint for what goes together.");
}

function isGiven(value: ParsedOptions[Refused]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}

function usage(message: string, hint: string): MigrunError {
  return new MigrunError(message, { code: "MIGRUN_USAGE", exitCode: 2, hint });
}
