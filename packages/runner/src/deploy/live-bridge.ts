import { dirname } from "node:path";
import { type Config, err, ok, type Result, type Target, type TargetConfig } from "@migrun/core";
import type { BridgeEvent } from "../bridge/protocol.ts";
import { openPrivateDoor } from "../bridge/private-door.ts";
import { type NoteTaker, TargetProcess } from "../bridge/target-process.ts";
import type { WireError } from "../bridge/wire.ts";
import { startZygote, type Zygote } from "../bridge/zygote.ts";
import { findPython } from "../python/find-python.ts";
import { createPythonProbe, type PythonProbe } from "../python/probe-python.ts";
import type { LiveOpenRequest } from "./live-protocol.ts";

/** How long Alembic's import may take. Milliseconds. */
const START_MS = 60_000;

/** What the Pythons of a deploy are found with. */
export interface LivePythonsOptions {
  readonly config: Config;
  /** Root of the repository: interpreters are searched up to here. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** A call at work. */
export interface RunningCall {
  /** Tells it to end within the grace (milliseconds), and to cancel what it does then. */
  readonly stop: (graceMs: number) => void;
  readonly kill: () => void;
}

/** What a caller wants to hear of a process. */
export interface LiveListener extends NoteTaker {
  readonly onEvent: (event: BridgeEvent) => void;
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => void;
  /** The process has begun. */
  readonly onStarted: (process: RunningCall) => void;
}

/** One operation, each in a process of its own. */
export interface LiveCall {
  readonly open: LiveOpenRequest;
  readonly operation: "deploy" | "look" | "preview";
  readonly request: unknown;
  readonly listener: LiveListener;
}

/** What came of a call. `error`: env.py raised outside what the operation answers for. `ended`: the process is gone. */
export type LiveFailure = { readonly error: WireError } | { readonly ended: string };

/** Where an interpreter is looked for, and what the target says of it. */
interface WantedPython {
  readonly cwd: string;
  readonly configFolder: string;
  readonly settings: TargetConfig | null;
}

/**
 * The Pythons of a deploy: one interpreter per path and import path, a process per call. They work on live
 * databases: nothing but `deploy/` may make one, and no isolation layer is in force in them.
 */
export class LivePythons implements AsyncDisposable {
  readonly #options: LivePythonsOptions;
  readonly #probe: PythonProbe;
  readonly #started = new Map<string, Promise<Result<Zygote, string>>>();
  #warming: Promise<unknown> = Promise.resolve();
  #onBegun = (): void => {};
  readonly #doors: AsyncDisposable[] = [];

  constructor(options: LivePythonsOptions) {
    this.#options = options;
    this.#probe = createPythonProbe(options.env);
  }

  /**
   * Starts the interpreter that most targets will want, before the targets are known. Settles when it is on its way (its
   * imports take longer than anything that Node has to read) or there is none.
   */
  async warm(cwd: string): Promise<void> {
    const begun = new Promise<void>((resolve) => {
      this.#onBegun = resolve;
    });
    this.#warming = this.#find({ cwd, configFolder: cwd, settings: null });
    await Promise.race([begun, this.#warming]);
  }

  /** Starts the interpreter of a target, if no other target did; the error is for people, with the cure. */
  async pythonFor(target: Target): Promise<Result<Zygote, string>> {
    // So that both do not start the same one.
    await this.#warming;
    const configFolder = dirname(target.iniFile ?? target.tomlFile ?? target.cwd);
    return await this.#find({
      cwd: target.cwd,
      configFolder,
      settings: this.#options.config.targets[target.name] ?? null,
    });
  }

  async #find({ cwd, configFolder, settings }: WantedPython): Promise<Result<Zygote, string>> {
    const { config, root, env } = this.#options;
    const found = await findPython({
      targetCwd: cwd,
      configFolder,
      root,
      configured: settings?.python ?? config.python,
      env,
      probe: this.#probe,
    });
    if (!found.ok) return err(`${found.error.message}\n${found.error.hint}`);
    const python = found.value.executable;
    const pythonPath = settings?.env["PYTHONPATH"] ?? env["PYTHONPATH"] ?? "";
    const key = `${python}\0${pythonPath}`;
    const known = this.#started.get(key);
    const zygote = await known;
    // One that died is started again: a revision may kill its parent.
    if (known !== undefined && zygote !== undefined && (!zygote.ok || zygote.value.alive)) return zygote;
    const started = this.#start(python, pythonPath);
    this.#started.set(key, started);
    return await started;
  }

  /** Runs one operation in a new process and ends that. */
  async call<T>(
    zygote: Zygote,
    { open, operation, request, listener }: LiveCall,
  ): Promise<Result<T, LiveFailure>> {
    const started = new TargetProcess(zygote, {
      onEvent: listener.onEvent,
      onOutput: listener.onOutput,
      onDatabase: async () => ({ kind: "refused", reason: "a deploy makes no database" }),
    });
    try {
      const opened = await started.call("open", open, listener);
      if (!("result" in opened)) return err(failureOf(opened));
      listener.onStarted({
        stop: (graceMs) => started.tell("stop", { graceMs }),
        kill: () => void started.kill(),
      });
      const answer = await started.call(operation, request, listener);
      return "result" in answer ? ok(answer.result as T) : err(failureOf(answer));
    } finally {
      await started.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#warming;
    const zygotes = await Promise.all(this.#started.values());
    await Promise.all(zygotes.map((one) => (one.ok ? one.value[Symbol.asyncDispose]() : undefined)));
    await Promise.all(this.#doors.map((door) => door[Symbol.asyncDispose]()));
  }

  async #start(python: string, pythonPath: string): Promise<Result<Zygote, string>> {
    const door = await openPrivateDoor(process.platform === "win32" ? "tcp" : "unix");
    this.#doors.push(door);
    const inherited = Object.entries(this.#options.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const starting = startZygote(door, {
      python,
      env: { ...Object.fromEntries(inherited), ...(pythonPath === "" ? {} : { PYTHONPATH: pythonPath }) },
      flags: [],
      cwd: process.cwd(),
      mode: "auto",
      timeoutMs: START_MS,
      signal: this.#options.signal,
      purpose: "live",
    });
    this.#onBegun();
    const started = await starting;
    return started.ok ? started : err(`${started.error.message}\n${started.error.hint}`);
  }
}

function failureOf(
  outcome:
    | { readonly error: WireError }
    | { readonly end: { readonly code: number | null; readonly signal: string | null } },
): LiveFailure {
  if ("error" in outcome) return { error: outcome.error };
  const { code, signal } = outcome.end;
  if (signal !== null) return { ended: `The Python process was killed by ${signal}` };
  return {
    ended: code === null ? "The Python process is gone" : `The Python process ended with exit code ${code}`,
  };
}
