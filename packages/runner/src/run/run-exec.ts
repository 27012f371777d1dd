import { spawn } from "node:child_process";
import { constants } from "node:os";
import { MigrunError } from "@migrun/core";
import type { Endpoint } from "../bridge/protocol.ts";
import type { OpenTarget } from "./open-target.ts";
import { runAll } from "./run-all.ts";
import type { ExecOutcome, ExecRequest, RunIo } from "./run-request.ts";

/**
 * Migrates an isolated database of one target to its heads and runs a command on it, with the
 * environment of a check: URL variables and libpq variables point to the isolated database, other
 * database URLs are withheld. The terminal is the command's own.
 */
export async function runExec(request: ExecRequest, io: RunIo): Promise<ExecOutcome> {
  let exitCode: number | null = null;
  const report = await runAll(
    { ...request, command: "all", checks: ["heads", "upgrade"], names: [request.name] },
    io,
    async (open) => {
      exitCode = await runCommandOn(open, request, io.signal);
    },
  );
  return exitCode === null ? { kind: "not-ready", report } : { kind: "ended", exitCode };
}

async function runCommandOn(open: OpenTarget, request: ExecRequest, signal: AbortSignal): Promise<number> {
  const [program, ...operands] = request.command;
  const { server, names } = open.databases;
  const database = names[0];
  const connection =
    server === null || database === undefined ? {} : connectionVariables(server.endpoint, database);
  const child = spawn(program, operands, {
    cwd: request.cwd,
    env: { ...open.env, ...connection },
    stdio: "inherit",
    signal,
    killSignal: "SIGTERM",
  });
  return await new Promise((resolve, reject) => {
    child.once("error", (error) => {
      if (signal.aborted) return;
      reject(
        new MigrunError(`The command ${program} cannot be started: ${error.message}`, {
          code: "MIGRUN_EXEC_NOT_STARTED",
          exitCode: 2,
          hint: "Give a program and its arguments after `--`; shell syntax needs a shell: `-- sh -c '…'`.",
        }),
      );
    });
    child.once("close", (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
  });
}

/** What libpq, psql and most tools read. The password stays out of the command line. */
function connectionVariables(endpoint: Endpoint, database: string): Record<string, string> {
  const { host, port, user, password } = endpoint;
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    MIGRUN_DATABASE_URL: `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`,
  };
}
