import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import type { LockRequest, LockState } from "../engine.ts";
import { neutralise } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { lockLines } from "../deploy/upgrade-text.ts";
import { sceneOf } from "./scene.ts";

/** `lock status`: who holds the lock of each live database. Exit 3 where nobody could look. */
export async function runLockStatus(invocation: Invocation, context: Context): Promise<number> {
  const states = await look(invocation, context, { ends: false, release: null });
  return await show(states, invocation, context);
}

/** `lock release --pid`: ends the session of a holder, after a question where somebody is there to answer. */
export async function runLockRelease(invocation: Invocation, context: Context): Promise<number> {
  const { yes, deploy } = invocation.options;
  const { pid } = deploy;
  const { io } = context;
  if (pid === null)
    throw usage(
      "lock release needs --pid",
      "Take it from `migrun lock status`: a lock is released by ending one session.",
    );
  if (!yes) {
    // A wrong name, or a database that nobody can look into, is told before the question.
    await look(invocation, context, { ends: true, release: null });
    if (io.ask === null) throw usage("nobody is there to confirm it", "Add --yes.");
    const answer = await io.ask(
      `End the session with pid ${pid}? What it has not committed is rolled back. [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer?.trim() ?? "")) return 0;
  }
  const states = await look(invocation, context, { ends: true, release: pid });
  const code = await show(states, invocation, context);
  if (code === 0 && states.every((state) => state.released === null))
    await io.stderr.write(
      `pid ${pid} is no holder of a lock here, and nothing that an earlier run left: nothing was ended\n`,
    );
  return code === 0 && !states.some((state) => state.released === true) ? 1 : code;
}

async function look(
  invocation: Invocation,
  { io, loadEngine }: Context,
  purpose: Pick<LockRequest, "ends" | "release">,
): Promise<readonly LockState[]> {
  const engine = await loadEngine();
  const request = { ...sceneOf(invocation, io), names: invocation.operands, ...purpose };
  return await engine.lock(request, { emit: () => {}, signal: io.signal });
}

async function show(states: readonly LockState[], { options }: Invocation, { io }: Context): Promise<number> {
  if (options.format === "json") {
    await io.stdout.write(`${JSON.stringify({ schemaVersion: 1, targets: states }, null, 2)}\n`);
  } else {
    await io.stdout.write(
      neutralise(states.flatMap((state) => lockLines(state, options.deploy.pid)).join("\n")) + "\n",
    );
  }
  return states.some((state) => state.problem !== null) ? 3 : 0;
}

function usage(message: string, hint: string): MigrunError {
  return new MigrunError(message, { code: "MIGRUN_USAGE", exitCode: 2, hint });
}
