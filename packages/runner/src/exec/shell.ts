import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** How a one-shot command is run. */
export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment of the command; left out: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Over this the command and its children are ended. Milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Text for its standard input; left out: empty. */
  readonly input?: string | undefined;
}

/** What became of a one-shot command. A command that fails is a value, never an exception. */
export interface CommandResult {
  /** It ran to its end and its exit code is 0. */
  readonly ok: boolean;
  /** Null where it never started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  /** For `not-found`: why it did not start. */
  readonly stderr: string;
  /** `not-found`: it could not be started (no such file or folder, not executable). Null: it ran to its end. */
  readonly reason: null | "not-found" | "timed-out" | "cancelled";
}

/** How long a command may take to end by itself after SIGTERM. Milliseconds. */
const GRACE_MS = 2_000;

/**
 * Runs one short command (git, uv, a probe) and collects what it prints. The file is started with
 * its arguments as they are: there is no shell in between, so nothing is quoted or expanded.
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  if (options.signal?.aborted) return neverRan("cancelled", "");
  const { $ } = await import("zx/core");
  const stop = new AbortController();
  let child: ChildProcess | null = null;
  // Kept as bytes: zx would decode each chunk by itself and break a character that two chunks share.
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[], stdall: [] as Buffer[] };
  const ending = watchEnd(options, () => {
    endGroup(child, stop);
  });
  try {
    const shell = $({
      ...FIXED,
      cwd: options.cwd,
      env: options.env ?? process.env,
      signal: stop.signal,
      store: printed,
      stdio: [options.input ? "pipe" : "ignore", "pipe", "pipe"],
      ...(options.input ? { input: options.input } : {}),
      spawn: ((_command: string, _args: readonly string[], given: object) => {
        child = spawn(file, args, { ...given, shell: false });
        // A command that ends without reading its input breaks the pipe: its exit code tells the rest.
        child.stdin?.on("error", () => {});
        return child;
      }) as typeof spawn,
    });
    const output = await shell`${file} ${args}`;
    const reason = ending.reason();
    if (reason === null && output.cause) return neverRan("not-found", describe(output.cause, options.cwd));
    return {
      ok: reason === null && output.exitCode === 0,
      code: output.exitCode !== null && output.exitCode >= 0 ? output.exitCode : null,
      stdout: Buffer.concat(printed.stdout).toString(),
      stderr: Buffer.concat(printed.stderr).toString(),
      reason,
    };
  } finally {
    ending[Symbol.dispose]();
  }
}

/**
 * Every setting that zx would else take from `ZX_*` variables or from a bash it found. `shell` and
 * `quote` only satisfy its checks: the spawn above replaces the command line that they make.
 */
const FIXED = {
  shell: true,
  quote: JSON.stringify,
  prefix: "",
  postfix: "",
  quiet: true,
  verbose: false,
  nothrow: true,
  preferLocal: false,
  timeout: 0,
  // A process group of its own, so that ending it ends its children too.
  detached: process.platform !== "win32",
} as const;

/** Calls `end` once: when time is over or the caller cancels; remembers which of the two it was. */
function watchEnd(options: CommandOptions, end: () => void) {
  let reason: "timed-out" | "cancelled" | null = null;
  const because = (why: "timed-out" | "cancelled") => {
    if (reason !== null) return;
    reason = why;
    end();
  };
  const onAbort = () => because("cancelled");
  const timer = setTimeout(because, options.timeoutMs, "timed-out");
  options.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    reason: () => reason,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** SIGTERM to the whole group (by way of zx), and SIGKILL to what is still there after the grace time. */
function endGroup(child: ChildProcess | null, stop: AbortController): void {
  stop.abort();
  const pid = child?.pid;
  if (child === null || pid === undefined) return;
  const kill = setTimeout(() => {
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // Gone by itself.
    }
  }, GRACE_MS);
  child.once("close", () => clearTimeout(kill));
}

function neverRan(reason: "not-found" | "cancelled", stderr: string): CommandResult {
  return { ok: false, code: null, stdout: "", stderr, reason };
}

function describe(cause: unknown, cwd: string): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.includes("ENOENT") ? `${message} (in ${cwd})` : message;
}
