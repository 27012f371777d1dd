import { err, ok, type Result } from "@migrun/core";
import type { Bridge, BridgeListener, BridgeStartError, BridgeTarget } from "./bridge.ts";
import { RunningTarget } from "./bridge-target.ts";
import { openPrivateDoor } from "./private-door.ts";
import type { OpenRequest } from "./protocol.ts";
import { startZygote, type Zygote, type ZygoteOptions } from "./zygote.ts";

/** How to start a bridge. Relative entries of `PYTHONPATH` resolve against `cwd`. */
export interface StartBridgeOptions extends Pick<ZygoteOptions, "python" | "env" | "signal" | "launch"> {
  /** Flags of the interpreter, such as `-O`. */
  readonly flags?: readonly string[];
  /** Default: the working directory. */
  readonly cwd?: string;
  /** How long Alembic's import may take. Milliseconds; default 60 000. */
  readonly timeoutMs?: number;
  /** `spawn` never forks; default `auto` forks where that is safe. */
  readonly mode?: "auto" | "spawn";
  /** Default: `unix` where there are Unix sockets. */
  readonly transport?: "unix" | "tcp";
}

/** Starts one interpreter; every target that is opened on it gets a process of its own. */
export async function startBridge(options: StartBridgeOptions): Promise<Result<Bridge, BridgeStartError>> {
  const transport = options.transport ?? (process.platform === "win32" ? "tcp" : "unix");
  const settings: ZygoteOptions = {
    python: options.python,
    env: options.env,
    signal: options.signal,
    flags: options.flags ?? [],
    cwd: options.cwd ?? process.cwd(),
    timeoutMs: options.timeoutMs ?? 60_000,
    mode: options.mode ?? "auto",
    purpose: "check",
    ...(options.launch === undefined ? {} : { launch: options.launch }),
  };
  const doors: AsyncDisposable[] = [];
  const start = async (): Promise<Result<Zygote, BridgeStartError>> => {
    // Each interpreter has a door of its own: it removes the folder when it sees that Node is gone.
    const door = await openPrivateDoor(transport);
    doors.push(door);
    return startZygote(door, settings);
  };
  const first = await start();
  if (first.ok) return ok(new RunningBridge(first.value, start, doors));
  for (const door of doors) await door[Symbol.asyncDispose]();
  return err(first.error);
}

class RunningBridge implements Bridge {
  readonly versions: Bridge["versions"];
  readonly #targets = new Set<BridgeTarget>();
  readonly #start: () => Promise<Result<Zygote, BridgeStartError>>;
  readonly #doors: readonly AsyncDisposable[];
  readonly #zygotes: Zygote[];
  #current: Promise<Result<Zygote, string>>;

  constructor(
    zygote: Zygote,
    start: () => Promise<Result<Zygote, BridgeStartError>>,
    doors: readonly AsyncDisposable[],
  ) {
    this.versions = zygote.versions;
    this.#start = start;
    this.#doors = doors;
    this.#zygotes = [zygote];
    this.#current = Promise.resolve(ok(zygote));
  }

  open(request: OpenRequest, listener: BridgeListener): BridgeTarget {
    const target = new RunningTarget(request, listener, () => this.#living());
    this.#targets.add(target);
    return target;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#targets].map((target) => target[Symbol.asyncDispose]()));
    await Promise.all(this.#zygotes.map((zygote) => zygote[Symbol.asyncDispose]()));
    await Promise.all(this.#doors.map((door) => door[Symbol.asyncDispose]()));
  }

  /** A revision may kill its parent: the next request gets a new interpreter. */
  async #living(): Promise<Result<Zygote, string>> {
    const known = await this.#current;
    if (known.ok && known.value.alive) return known;
    this.#current = this.#restart();
    return this.#current;
  }

  async #restart(): Promise<Result<Zygote, string>> {
    const started = await this.#start();
    if (!started.ok) return err(started.error.message);
    this.#zygotes.push(started.value);
    return started;
  }
}
