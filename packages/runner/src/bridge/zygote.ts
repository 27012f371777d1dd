import { spawn, type ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import { err, ok, type Result } from "@migrun/core";
import type { BridgeStartError, PythonVersions } from "./bridge.ts";
import { cacheFolder } from "../exec/cache-folder.ts";
import { bridgeFolder } from "./bridge-folder.ts";
import { type Launch, launchHere } from "../network/launch.ts";
import { createToken, type PrivateDoor, type Visitor } from "./private-door.ts";
import { readLines } from "./read-lines.ts";
import { cannotStart, startErrorOf } from "./start-error.ts";
import type { ProcessEnd } from "./wire.ts";

/** How to start an interpreter. */
export interface ZygoteOptions {
  /** Path of the interpreter. */
  readonly python: string;
  /** Its whole environment, `PYTHONPATH` of the user included. */
  readonly env: Readonly<Record<string, string>>;
  /** Flags of the interpreter, such as `-O`. */
  readonly flags: readonly string[];
  /** Relative entries of `PYTHONPATH` resolve here. */
  readonly cwd: string;
  /** `spawn` never forks; `auto` forks where that is safe. */
  readonly mode: "auto" | "spawn";
  /** Over this the start has failed. Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * `check`: every process is behind the isolation layers. `live`: none is, and operations on live databases are
   * all that it serves. Only `deploy/live-bridge.ts` says `live`.
   */
  readonly purpose: "check" | "live";
  /** Default: in the network of this machine. */
  readonly launch?: Launch;
}

/** The process of one target, as the zygote knows it. */
export interface ForkedProcess {
  /** The line for requests, and the two outputs; they come once the process has started. */
  readonly visitors: Promise<{
    readonly control: Visitor;
    readonly stdout: Visitor;
    readonly stderr: Visitor;
  }>;
  /** Settles when the process and all its descendants are gone. */
  readonly ended: Promise<ProcessEnd>;
  /** SIGKILL to its process group and to whatever it started. */
  kill(): void;
}

/** The running interpreter that makes a process per target. */
export interface Zygote extends AsyncDisposable {
  readonly versions: PythonVersions;
  /** False once the interpreter is gone. */
  readonly alive: boolean;
  fork(): ForkedProcess;
}

/** How long the interpreter may take to end its children before it is killed itself. Milliseconds. */
const GRACE_MS = 3000;
/** Ours come first, so that flags of the user win. */
const FLAGS = ["-B", "-W", "ignore"];

/** Starts an interpreter and waits until Alembic and SQLAlchemy are imported. */
export async function startZygote(
  door: PrivateDoor,
  options: ZygoteOptions,
): Promise<Result<Zygote, BridgeStartError>> {
  const token = createToken();
  const flags = [...FLAGS, ...options.flags];
  const { launch = launchHere, python: file, cwd } = options;
  const launched = launch({ file, args: [...flags, bridgeFolder()], cwd, identity: null });
  const child = spawn(launched.file, launched.args, {
    ...launched.options,
    env: environmentOf(options.env),
    stdio: ["pipe", "ignore", "pipe"],
    // A session of its own: Ctrl-C is for migrun, which then ends everything in order.
    detached: true,
  });
  const exit = watchExit(child);
  const visitor = new Promise<Visitor>((enter) => {
    door.expect(token, enter);
  });
  child.stdin.on("error", () => child.stdin.destroy());
  const settings = {
    role: "zygote",
    address: door.address,
    token,
    mode: options.mode,
    purpose: options.purpose,
    folder: door.folder,
    flags,
    bytecode: join(cacheFolder(options.env), "bridge"),
  };
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  const first = await Promise.race([visitor, exit.first, lateOrCancelled(options)]);
  if (!("hello" in first)) {
    door.forget(token);
    child.kill("SIGKILL");
    return err(startErrorOf(first, options, exit.stderr()));
  }
  const problem = first.hello["problem"];
  if (typeof problem === "string") {
    child.kill("SIGKILL");
    return err(startErrorOf({ problem, hello: first.hello }, options, ""));
  }
  if (child.pid === undefined) return err(cannotStart(options, "no process"));
  return ok(new RunningZygote(door, child, first));
}

function environmentOf(env: Readonly<Record<string, string>>): Record<string, string> {
  const { PYTHONINSPECT: _, PYTHONWARNINGS: __, ...rest } = env;
  // Sets are ordered by hash, and Alembic orders some revisions by sets: every run must be the same.
  return { PYTHONHASHSEED: "0", ...rest, PYTHONDONTWRITEBYTECODE: "1" };
}

function watchExit(child: ChildProcess): { first: Promise<{ reason: string }>; stderr: () => string } {
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString("utf8")).slice(-4000);
  });
  const first = new Promise<{ reason: string }>((resolve) => {
    child.once("error", (error) => {
      resolve({ reason: error.message });
    });
    child.once("close", (code, signal) => {
      resolve({ reason: code === null ? `it was killed by ${signal}` : `exit code ${code}` });
    });
  });
  return { first, stderr: () => stderr };
}

function lateOrCancelled(options: ZygoteOptions): Promise<{ late: true } | { cancelled: true }> {
  return new Promise((resolve) => {
    setTimeout(resolve, options.timeoutMs, { late: true }).unref();
    if (options.signal.aborted) resolve({ cancelled: true });
    options.signal.addEventListener(
      "abort",
      () => {
        resolve({ cancelled: true });
      },
      { once: true },
    );
  });
}

class RunningZygote implements Zygote {
  readonly versions: PythonVersions;
  readonly #door: PrivateDoor;
  readonly #child: ChildProcess;
  readonly #line: Socket;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, (end: ProcessEnd) => void>();
  #alive = true;
  #next = 1;

  constructor(door: PrivateDoor, child: ChildProcess, visitor: Visitor) {
    this.versions = visitor.hello["versions"] as PythonVersions;
    this.#door = door;
    this.#child = child;
    this.#line = visitor.socket;
    this.#ended = new Promise((resolve) => {
      child.once("exit", () => {
        this.#alive = false;
        for (const tell of this.#waiting.values()) tell({ code: null, signal: null });
        resolve();
      });
    });
    readLines(this.#line, (line) => {
      const message = JSON.parse(line) as { ended: number; code: number | null; signal: string | null };
      this.#waiting.get(message.ended)?.({ code: message.code, signal: message.signal });
    });
    this.#line.resume();
  }

  get alive(): boolean {
    return this.#alive;
  }

  fork(): ForkedProcess {
    const name = this.#next++;
    const token = createToken();
    const tokens = [token, `${token}:1`, `${token}:2`];
    const ended = new Promise<ProcessEnd>((resolve) => {
      this.#waiting.set(name, (end) => {
        this.#waiting.delete(name);
        for (const unused of tokens) this.#door.forget(unused);
        resolve(end);
      });
    });
    const [control, stdout, stderr] = tokens.map((expected) => this.#visitor(expected));
    this.#send({ open: name, token });
    if (!this.#alive) this.#waiting.get(name)?.({ code: null, signal: null });
    return {
      visitors: Promise.all([control!, stdout!, stderr!]).then(([first, second, third]) => ({
        control: first,
        stdout: second,
        stderr: third,
      })),
      ended,
      kill: () => {
        this.#send({ kill: name });
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    this.#line.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), GRACE_MS);
    if (this.#alive) await this.#ended;
    clearTimeout(timer);
  }

  #visitor(token: string): Promise<Visitor> {
    return new Promise((enter) => {
      this.#door.expect(token, enter);
    });
  }

  #send(message: object): void {
    if (this.#alive && this.#line.writable) this.#line.write(`${JSON.stringify(message)}\n`);
  }
}
