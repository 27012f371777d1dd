import { dirname } from "node:path";
import { type Config, err, MigrunError, ok, type Result, type Target, type TargetConfig } from "@migrun/core";
import type { Bridge } from "../bridge/bridge.ts";
import { startBridge } from "../bridge/start-bridge.ts";
import { findPython } from "../python/find-python.ts";
import { createPythonProbe, type PythonProbe } from "../python/probe-python.ts";
import { childEnvironment } from "./child-environment.ts";
import { reasonOf } from "./reason-of.ts";
import type { RunNetwork } from "./run-network.ts";

/** The bridge that serves a target, or why there is none (exit 3), with the command that mends it. */
export type PythonAnswer = { readonly bridge: Bridge } | { readonly bridge: null; readonly reason: string };

/** What the pool needs of the run. */
export interface PythonPoolOptions {
  readonly config: Config;
  /** Root of the repository: interpreters are searched up to here. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly network: RunNetwork;
}

/** Where an interpreter is looked for, and what the target says of it. */
interface WantedPython {
  readonly cwd: string;
  readonly configFolder: string;
  readonly settings: TargetConfig | null;
}

/** One Python process per distinct interpreter and import path, started once and shared by its targets. */
export class PythonPool implements AsyncDisposable {
  readonly #options: PythonPoolOptions;
  readonly #probe: PythonProbe;
  readonly #bridges = new Map<string, Promise<PythonAnswer>>();
  /** Bridges that a target asked for; a Python that was only warmed up is not one of the run. */
  readonly #used = new Set<string>();
  /** Questions on their way: a Python that is found late must not be started after the end. */
  readonly #asked = new Set<Promise<PythonAnswer>>();
  readonly #closing = new AbortController();

  constructor(options: PythonPoolOptions) {
    this.#options = options;
    this.#probe = createPythonProbe(options.env);
  }

  /** Starts the interpreter that most targets will want, before the targets are known. */
  async warm(cwd: string): Promise<void> {
    await this.#ask({ cwd, configFolder: cwd, settings: null }, false);
  }

  /** Finds the interpreter of a target and starts its bridge, if no other target did. */
  bridgeFor(target: Target): Promise<PythonAnswer> {
    return this.#ask(this.#wantedBy(target), true);
  }

  /** The interpreter that a target would be served by, not started; null: there is none. */
  async executableFor(target: Target): Promise<string | null> {
    const found = await this.#find(this.#wantedBy(target));
    return found.ok ? found.value : null;
  }

  #wantedBy(target: Target): WantedPython {
    const configFolder = dirname(target.iniFile ?? target.tomlFile ?? target.cwd);
    const settings = this.#options.config.targets[target.name] ?? null;
    return { cwd: target.cwd, configFolder, settings };
  }

  #ask(wanted: WantedPython, isUse: boolean): Promise<PythonAnswer> {
    const answer = this.#bridgeOf(wanted, isUse).finally(() => this.#asked.delete(answer));
    this.#asked.add(answer);
    return answer;
  }

  async #bridgeOf(wanted: WantedPython, isUse: boolean): Promise<PythonAnswer> {
    const found = await this.#find(wanted);
    if (!found.ok) return { bridge: null, reason: found.error };
    const python = found.value;
    const pythonPath = wanted.settings?.env["PYTHONPATH"] ?? this.#options.env["PYTHONPATH"] ?? "";
    if (this.#closing.signal.aborted) return { bridge: null, reason: "the run has ended" };
    const key = `${python}\0${pythonPath}`;
    if (isUse) this.#used.add(key);
    let answer = this.#bridges.get(key);
    if (answer === undefined) {
      answer = this.#start(python, pythonPath);
      this.#bridges.set(key, answer);
    }
    return await answer;
  }

  async #find({ cwd: targetCwd, configFolder, settings }: WantedPython): Promise<Result<string, string>> {
    const { config, root, env } = this.#options;
    const configured = settings?.python ?? config.python;
    const found = await findPython({ targetCwd, configFolder, root, configured, env, probe: this.#probe });
    return found.ok ? ok(found.value.executable) : err(`${found.error.message}\n${found.error.hint}`);
  }

  /** The versions of every interpreter in use; the first one stands for the run in the report. */
  async versions(): Promise<readonly Bridge["versions"][]> {
    const used = [...this.#bridges].filter(([key]) => this.#used.has(key)).map(([, answer]) => answer);
    const answers = await Promise.all(used);
    return answers.flatMap((answer) => (answer.bridge === null ? [] : [answer.bridge.versions]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the run has ended"));
    await Promise.allSettled(this.#asked);
    const answers = await Promise.all(this.#bridges.values());
    await Promise.all(answers.map((answer) => answer.bridge?.[Symbol.asyncDispose]()));
  }

  async #start(python: string, pythonPath: string): Promise<PythonAnswer> {
    const configured: Record<string, string> = pythonPath === "" ? {} : { PYTHONPATH: pythonPath };
    const { env } = childEnvironment({ inherited: this.#options.env, configured, urls: {} });
    const signal = AbortSignal.any([this.#options.signal, this.#closing.signal]);
    try {
      const launch = await this.#options.network.launch(python);
      const started = await startBridge({ python, env, signal, ...(launch === null ? {} : { launch }) });
      if (started.ok) return { bridge: started.value };
      return { bridge: null, reason: `${started.error.message}\n${started.error.hint}` };
    } catch (error) {
      if (error instanceof MigrunError) return { bridge: null, reason: reasonOf(error) };
      throw error;
    }
  }
}
