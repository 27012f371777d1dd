import { spawn } from "node:child_process";
import { constants } from "node:os";
import { err, MigrunError, ok, type Result } from "@migrun/core";
import { type Launch, launchHere } from "../network/launch.ts";
import type { Upgraded } from "../checks/upgrade.ts";
import type { OpenTarget } from "./open-target.ts";
import { runAll } from "./run-all.ts";
import type { ExecOutcome, ExecRequest, RunIo } from "./run-request.ts";

/**
 * Migrates an isolated database of one target to its heads and runs a command on it, with the
 * environment of a check: URL variables and libpq variables point to the isolated database, other
 * database URLs are withheld. The terminal is the command's own.
 */
export async function runExec(request: ExecRequest, io: RunIo): Promise<ExecOutcome> {
  let ended: Result<number, MigrunError> | null = null;
  const report = await runAll(
    { ...request, command: "all", checks: ["heads", "upgrade"], names: [request.name] },
    io,
    {
      useUpgraded: async (open, upgraded) => {
        const connection = await connectionVariables(open, upgraded);
        io.emit({
          kind: "run-note",
          message: whereTo(request.name, open.urlVariables, Object.keys(connection)),
        });
        const launch = await open.network.launch();
        ended = await runCommandOn({ ...open.env, ...connection }, { ...request, launch }, io.signal);
      },
    },
  );
  const outcome = ended as Result<number, MigrunError> | null;
  if (outcome === null) return { kind: "not-ready", report };
  // Thrown only now: it is the user's command that failed, and no check of the target.
  if (!outcome.ok) throw outcome.error;
  return { kind: "ended", exitCode: outcome.value };
}

async function runCommandOn(
  env: Readonly<Record<string, string>>,
  request: ExecRequest & { readonly launch: Launch | null },
  signal: AbortSignal,
): Promise<Result<number, MigrunError>> {
  const [file, ...args] = request.command;
  const launched = (request.launch ?? launchHere)({ file, args, cwd: request.cwd, identity: null }, ERRORS);
  const child = spawn(launched.file, launched.args, {
    ...launched.options,
    env,
    // A pipe that the command itself got would stay open as long as anything that it leaves behind.
    stdio: request.launch === null ? "inherit" : ["inherit", "inherit", "inherit", "pipe"],
    signal,
    killSignal: "SIGTERM",
  });
  let refused = "";
  // Closed when the command has taken the place of what launches it.
  child.stdio[ERRORS]?.on("data", (chunk: Buffer) => (refused += chunk.toString()));
  return await new Promise((resolve) => {
    child.once("error", (error) => {
      // A command that was stopped with the run has started, and ends with `close`.
      if (!signal.aborted) resolve(err(notStarted(file, error.message)));
    });
    child.once("close", (code, name) => {
      if (refused !== "") resolve(err(notStarted(file, refused)));
      else resolve(ok(code ?? 128 + (name === null ? 0 : constants.signals[name])));
    });
  });
}

/** The descriptor by which a launcher tells that the command did not start. */
const ERRORS = 3;

function notStarted(program: string, why: string): MigrunError {
  return new MigrunError(`The command ${program} cannot be started: ${why}`, {
    code: "MIGRUN_EXEC_NOT_STARTED",
    exitCode: 2,
    hint: "Give a program and its arguments after `--`; shell syntax needs a shell: `-- sh -c '…'`.",
  });
}

/** What libpq, psql and most tools read, and one URL for everything else. The password stays out of the command line. */
async function connectionVariables(
  { databases }: OpenTarget,
  upgraded: Upgraded,
): Promise<Record<string, string>> {
  // Where the revisions ran: an env.py with a URL of its own was given a database of that name.
  const [run] = upgraded.runs;
  const database = run?.database ?? null;
  if (database === null) return {};
  if (run?.dialect === "sqlite") return { MIGRUN_DATABASE_URL: `sqlite:///${database}` };
  if (databases.server === null) return {};
  const { host, port, user, password } = (await databases.main()).endpoint;
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    MIGRUN_DATABASE_URL: `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`,
  };
}

/** The command is not watched as checks are: it goes where its own settings say, so it must be known which lead here. */
function whereTo(name: string, urlVariables: readonly string[], others: readonly string[]): string {
  const all = [
    ...urlVariables,
    ...others.filter((one) => one === "MIGRUN_DATABASE_URL"),
    ...(others.length > 1 ? ["PG*"] : []),
  ];
  const led = `the isolated database of ${name} is in ${all.join(", ")}`;
  if (urlVariables.length > 0) return led;
  return `${led}; a command that takes its URL from ${name}'s config or from a file goes where that says`;
}
