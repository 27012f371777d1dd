import type { Context } from "../context.ts";
import { unknownCommand } from "../invocation.ts";
import type { Invocation } from "../invocation.ts";
import { runCheck } from "./check.ts";
import { runHeads } from "./heads.ts";

/** What a command does with its invocation; the result is the exit code. */
type RunCommand = (invocation: Invocation, context: Context) => Promise<number>;

/** The code of each command; what is not small or common is loaded when it runs. */
const RUN: Readonly<Record<string, () => Promise<RunCommand>>> = {
  all: async () => runCheck,
  quick: async () => runCheck,
  heads: async () => runHeads,
  files: async () => runCheck,
  lint: async () => (await import("./lint.ts")).runLint,
  drift: async () => runCheck,
  roundtrip: async () => runCheck,
  sql: async () => (await import("./sql.ts")).runSql,
  graph: async () => (await import("./graph.ts")).runGraph,
  status: async () => (await import("./status.ts")).runStatus,
  verify: async () => (await import("./verify.ts")).runVerify,
  serve: async () => (await import("./serve.ts")).runServe,
  wait: async () => (await import("./wait.ts")).runWait,
  merge: async () => (await import("./mend.ts")).runMerge,
  rebase: async () => (await import("./mend.ts")).runRebase,
  exec: async () => (await import("./exec.ts")).runExec,
  upgrade: async () => (await import("./upgrade.ts")).runUpgrade,
  "lock status": async () => (await import("./lock.ts")).runLockStatus,
  "lock release": async () => (await import("./lock.ts")).runLockRelease,
  init: async () => (await import("./init.ts")).runInit,
  baseline: async () => (await import("./baseline.ts")).runBaseline,
  generate: async () => (await import("./generate.ts")).runGenerate,
  explain: async () => (await import("./explain.ts")).runExplain,
  doctor: async () => (await import("./doctor.ts")).runDoctor,
  config: async () => (await import("./config.ts")).runConfig,
  "server install": async () => (await import("./server-install.ts")).runServerInstall,
  gc: async () => (await import("./gc.ts")).runGc,
  version: async () => (await import("./version.ts")).runVersion,
};

/** Runs what the command line asked for. Help on a known command was given before. */
export async function runCommand(invocation: Invocation, context: Context): Promise<number> {
  const load = RUN[invocation.command.name];
  if (load === undefined) throw unknownCommand(invocation.operands.join(" "));
  const run = await load();
  return await run(invocation, context);
}
