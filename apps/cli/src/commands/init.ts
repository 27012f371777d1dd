import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import {
  askToWrite,
  describeDraft,
  describeWritten,
  NOTHING_TO_WRITE,
  NOTHING_WRITTEN,
} from "../init-messages.ts";
import type { Invocation } from "../invocation.ts";
import { terminalOptions } from "../publish.ts";
import { VERSION } from "../version.ts";
import { sceneOf } from "./scene.ts";

/**
 * `init`: shows what it would write, asks, and writes. Exit codes: 0 written, nothing to write, or only asked to look;
 * 1 the reader said no; 2 nobody could be asked.
 */
export async function runInit(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { ci, hook, postgresService, yes, dryRun, color } = invocation.options;
  const engine = await loadEngine();
  const request = { ci, hook, postgresService, version: VERSION };
  const draft = await engine.draftInit(sceneOf(invocation, io), request);
  const { theme } = terminalOptions({ color, verbosity: 0 }, io);
  await io.stdout.write(describeDraft(draft, theme));
  const count = draft.files.filter(({ state }) => state === "new").length;
  if (count === 0 || dryRun) {
    if (count === 0) await io.stdout.write(`\n${NOTHING_TO_WRITE}\n`);
    return 0;
  }
  if (!yes) {
    if (io.ask === null) throw nobodyToAsk(count);
    await io.stdout.write("\n");
    const answer = await io.ask(askToWrite(count));
    // Ctrl-C: the one catch of the program says how it ended.
    io.signal.throwIfAborted();
    if (!/^\s*y(?:es)?\s*$/iu.test(answer ?? "")) {
      await io.stdout.write(`${NOTHING_WRITTEN}\n`);
      return 1;
    }
  }
  await io.stdout.write(`\n${describeWritten(await engine.writeInit(draft))}`);
  return 0;
}

function nobodyToAsk(count: number): MigrunError {
  return new MigrunError(`${NOTHING_WRITTEN}: there is no terminal to ask on (${count} new)`, {
    code: "MIGRUN_USAGE",
    exitCode: 2,
    hint: "Add --yes to write, or --dry-run only to look.",
  });
}
