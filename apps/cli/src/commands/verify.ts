import {
  type ExitCode,
  type VerifiedTarget,
  VERIFY_SCHEMA,
  type VerifyDocument,
  worstExitCode,
} from "@migrun/core";
import type { VerifyOutcome } from "../engine.ts";
import type { Context } from "../context.ts";
import { demandOf } from "../live/read-live-options.ts";
import { problemLines } from "../live/problem-lines.ts";
import { renderVerify } from "../live/verify-text.ts";
import type { Invocation } from "../invocation.ts";
import { terminalOptions } from "../publish.ts";
import { toJson } from "../reporters/json.ts";
import { sceneOf, verbosityOf } from "./scene.ts";

/** `verify`: is a deploy done in the live databases? 1 where it is not, 3 where nobody could look. */
export async function runVerify(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options, operands } = invocation;
  const engine = await loadEngine();
  const { strict } = options;
  // Ahead is healthy: after a rollback the older image verifies a database that newer code has migrated.
  const demand = demandOf(options.live, strict ? "at-head" : "at-least-code");
  const request = { ...sceneOf(invocation, io), names: operands, demand, strict };
  const outcome = await engine.verify(request, { emit: () => {}, signal: io.signal });
  const exitCode = exitOf(outcome, operands.length > 0);
  const targets = outcome.looks.map(({ verified }) => verified);
  if (options.format === "json") {
    const document: VerifyDocument = {
      $schema: VERIFY_SCHEMA,
      schemaVersion: 1,
      ok: exitCode === 0,
      targets,
    };
    await io.stdout.write(`${toJson(document)}\n`);
  } else if (!(options.quiet && exitCode === 0 && !targets.some(hasWarning))) {
    const look = terminalOptions({ color: options.color, verbosity: verbosityOf(invocation, io) }, io);
    await io.stdout.write(renderVerify(targets, look));
  }
  await io.stderr.write(problemLines(outcome.problems));
  return exitCode;
}

/** A target without a `url` has nothing to verify, unless it was named. */
function exitOf({ looks, problems }: VerifyOutcome, isNamed: boolean): ExitCode {
  const broken = problems.some(({ severity, suppressed }) => severity === "error" && suppressed === null);
  const codes = looks.map(({ verified, failure }): ExitCode => {
    if (failure === "no-url") return isNamed ? 3 : 0;
    if (failure !== null) return 3;
    return verified.ok ? 0 : 1;
  });
  return worstExitCode([...codes, broken ? 3 : 0]);
}

function hasWarning({ state, unvalidatedConstraints }: VerifiedTarget): boolean {
  return state === "ahead" || unvalidatedConstraints.length > 0;
}
