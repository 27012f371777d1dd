import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import { serverInstalled } from "../messages.ts";
import { OPTIONS } from "../options.ts";
import type { Invocation } from "../invocation.ts";
import { withProgress } from "./with-progress.ts";

/** `server install MAJOR`: fetches the binaries of another major version. */
export async function runServerInstall(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { quiet } = invocation.options;
  const major = majorOf(invocation.operands[0] ?? "");
  const engine = await loadEngine();
  const installed = await withProgress({ invocation, io }, { verbosity: 0, needsDatabase: true }, (runIo) =>
    engine.installServer(major, runIo),
  );
  if (!quiet) await io.stdout.write(`${serverInstalled(installed)}\n`);
  return 0;
}

function majorOf(word: string): number {
  const [least, most] = OPTIONS.postgres.range;
  const major = /^\d+$/.test(word) ? Number(word) : Number.NaN;
  if (major >= least && major <= most) return major;
  throw new MigrunError(`no such major version of Postgres: ${word}`, {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: `Give a number from ${least} to ${most}.`,
  });
}
