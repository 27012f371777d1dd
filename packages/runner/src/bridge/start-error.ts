import type { BridgeStartError } from "./bridge.ts";

/** What was seen instead of a hello: the end of the process, no time left, or a hello with a problem. */
export type FailedStart =
  | { readonly reason: string }
  | { readonly late: true }
  | { readonly cancelled: true }
  | { readonly problem: string; readonly hello: Readonly<Record<string, unknown>> };

interface Interpreter {
  readonly python: string;
  readonly timeoutMs: number;
}

/** Exit code of the Python side for an interpreter that is too old to read it. */
const TOO_OLD_EXIT = "exit code 78";

/** Why an interpreter cannot serve, and the command that mends it. */
export function startErrorOf(failed: FailedStart, options: Interpreter, stderr: string): BridgeStartError {
  const install = `"${options.python}" -m pip install "alembic>=1.8" "sqlalchemy>=1.4"`;
  if ("problem" in failed) return problemOf(failed.problem, failed.hello, options, install);
  if ("late" in failed) {
    return {
      kind: "timed-out",
      message: `${options.python} did not import Alembic within ${options.timeoutMs / 1000} s`,
      hint: `"${options.python}" -c "import alembic"`,
    };
  }
  if ("cancelled" in failed) return cannotStart(options, "cancelled");
  if (failed.reason === TOO_OLD_EXIT) {
    return {
      kind: "too-old",
      message: `${options.python} is ${stderr.trim()}; 3.9 or newer is needed`,
      hint: "Choose a newer interpreter with `python:` in the configuration",
    };
  }
  const lastLine = stderr.trim().split("\n").at(-1) ?? "";
  return cannotStart(options, lastLine === "" ? failed.reason : lastLine);
}

/** An interpreter that does not even start. */
export function cannotStart(options: Pick<Interpreter, "python">, reason: string): BridgeStartError {
  return {
    kind: "cannot-start",
    message: `${options.python} cannot be started: ${reason}`,
    hint: `"${options.python}" --version`,
  };
}

function problemOf(
  problem: string,
  hello: Readonly<Record<string, unknown>>,
  options: Interpreter,
  install: string,
): BridgeStartError {
  if (problem !== "too-old") {
    const message = `${options.python} cannot import Alembic: ${String(hello["message"])}`;
    return { kind: "no-alembic", message, hint: install };
  }
  const versions = hello["versions"] as Readonly<Record<string, string>>;
  return {
    kind: "too-old",
    message: `${options.python} has Alembic ${versions["alembic"]} and SQLAlchemy ${versions["sqlalchemy"]}; 1.8 and 1.4 are the oldest`,
    hint: install,
  };
}
