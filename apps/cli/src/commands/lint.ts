import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import type { Invocation } from "../invocation.ts";
import { runCheck } from "./check.ts";

/** `lint`: the check on the targets, or with `--sql` on SQL files. */
export async function runLint(invocation: Invocation, context: Context): Promise<number> {
  const { options } = invocation;
  if (options.sql) throw new MigrunError("--sql comes later", { code: "MIGRUN_USAGE", exitCode: 2 });
  return await runCheck(invocation, context);
}
