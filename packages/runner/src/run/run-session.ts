import { availableParallelism } from "node:os";
import { type Catalog, type Config, MigrunError, type RunEvent, type Target } from "@migrun/core";
import type { Endpoint } from "../bridge/protocol.ts";
import { readCatalog } from "../catalog/read-catalog.ts";
import { serverError } from "../server/server-problem.ts";
import type { ServerPool } from "../server/server.ts";
import { createServerPool } from "../server/start-pool.ts";
import type { TargetScene } from "./open-target.ts";
import { RunNetwork } from "./run-network.ts";
import { settingsOf, type RunGround } from "./prepare-run.ts";
import { readDotenv } from "../targets/dotenv-files.ts";
import { PythonPool } from "./python-pool.ts";
import { readEnvFiles } from "./setting-files.ts";
import { isSqliteUrl } from "./target-urls.ts";
import type { Scene } from "./run-request.ts";

/** What the session of a run needs. */
export interface SessionOptions {
  readonly scene: Scene;
  readonly ground: RunGround;
  /** A private folder of the run. */
  readonly folder: string;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** The shared resources of one run: servers and Pythons, started when first needed, gone when it is disposed. */
export class RunSession implements AsyncDisposable {
  readonly jobs: number;
  readonly pythons: PythonPool;
  readonly network: RunNetwork;
  readonly #options: SessionOptions;
  readonly #pools = new Map<string, Promise<ServerPool>>();
  readonly #pristineCatalogs = new Map<string, Promise<Catalog>>();

  constructor(options: SessionOptions) {
    this.#options = options;
    const { scene, ground, signal } = options;
    this.jobs = ground.config.jobs ?? availableParallelism();
    this.network = new RunNetwork({ isStrict: ground.config.isolation === "strict", signal });
    const { network } = this;
    this.pythons = new PythonPool({
      config: ground.config,
      root: ground.root,
      env: scene.env,
      signal,
      network,
    });
  }

  /**
   * Makes the network of the run, where it has one of its own, before anything is started. Throws a `MigrunError`
   * where that cannot be: a run is isolated as it was asked to be, or it does not begin.
   */
  async isolate(targets: readonly Target[]): Promise<void> {
    if (!this.network.isStrict) return;
    const outside = serverOutside(this.#options.ground.config, targets);
    if (outside !== null) throw outside;
    for (const target of targets) {
      const python = await this.pythons.executableFor(target);
      if (python !== null) return void (await this.network.launch(python));
    }
    // Why there is none is told for each target; what they share can still be judged.
    await this.network.launch();
  }

  /** Starts the server and the Python that most targets will want, before the targets are known. */
  warmUp(): void {
    // A network of its own is made with the Python of a target.
    if (this.network.isStrict) return;
    void this.pythons.warm(this.#options.scene.cwd).catch(() => {});
    const { server, postgres } = this.#options.ground.config;
    this.#poolOf({ text: `${server} ${postgres}`, server, major: postgres }).then(
      (pool) => pool.warm(1),
      () => {},
    );
  }

  /** Starts servers and Python ahead of need: the files are read meanwhile. Failures appear where they are needed. */
  warm(targets: readonly Target[]): void {
    const counts = new Map<string, number>();
    for (const target of targets) {
      void this.pythons.bridgeFor(target).catch(() => {});
      if (isSqlite(target)) continue;
      const key = serverKey(this.#options.ground.config, target);
      counts.set(key.text, (counts.get(key.text) ?? 0) + 1);
      void this.#pool(target).catch(() => {});
    }
    for (const [key, count] of counts) {
      void this.#pools.get(key)?.then(
        (pool) => pool.warm(Math.min(count, this.jobs)),
        () => {},
      );
    }
  }

  /** What it takes to open one target in this session. */
  async targetScene(target: Target): Promise<TargetScene> {
    const { ground, scene, folder, emit, signal } = this.#options;
    const settings = settingsOf(ground.config, target.name);
    return {
      target,
      settings,
      fromFiles: await readEnvFiles(settings.envFile, ground.show),
      dotenv: await readDotenv(target),
      inherited: scene.env,
      foreign: ground.config.foreignConnection,
      folder,
      lease: async () => await (await this.#pool(target)).lease(target.name, signal),
      as: settings.as ?? ground.config.as,
      show: ground.show,
      pristine: (endpoint, database) => this.#pristine(target, endpoint, database),
      python: () => this.pythons.bridgeFor(target),
      network: this.network,
      emit,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pools = await Promise.allSettled(this.#pools.values());
    await Promise.all([
      this.pythons[Symbol.asyncDispose](),
      ...pools.map((pool) => (pool.status === "fulfilled" ? pool.value[Symbol.asyncDispose]() : undefined)),
    ]);
    await this.network[Symbol.asyncDispose]();
  }

  /** What a new database holds: the same on every private cluster of a kind, so it is read once. */
  #pristine(target: Target, endpoint: Endpoint, database: string): Promise<Catalog> {
    const { config } = this.#options.ground;
    const key = serverKey(config, target);
    const differs = key.server !== "embedded" || settingsOf(config, target.name).bootstrap.length > 0;
    if (differs) return readCatalog(endpoint, database);
    const known = this.#pristineCatalogs.get(key.text) ?? readCatalog(endpoint, database);
    this.#pristineCatalogs.set(key.text, known);
    return known;
  }

  #pool(target: Target): Promise<ServerPool> {
    return this.#poolOf(serverKey(this.#options.ground.config, target));
  }

  #poolOf(key: ServerKey): Promise<ServerPool> {
    const pool = this.#pools.get(key.text) ?? this.#createPool(key);
    this.#pools.set(key.text, pool);
    return pool;
  }

  async #createPool({ server, major }: ServerKey): Promise<ServerPool> {
    const { scene, signal, emit, ground } = this.#options;
    const made = await createServerPool({
      server,
      major,
      size: this.jobs,
      env: scene.env,
      signal,
      timeoutMs: ground.config.timeouts.server * 1000,
      onNote: (message) => emit({ kind: "run-note", message }),
      launch: await this.network.launch(),
    });
    if (made.ok) return made.value;
    throw serverError(made.error);
  }
}

function isSqlite(target: Target): boolean {
  return isSqliteUrl(target.url ?? target.rawUrl);
}

/** The error where `isolation: strict` meets a given server; null where every server is migrun's own. */
export function serverOutside(config: Config, targets: readonly Target[]): MigrunError | null {
  const outside = targets.filter(
    (target) => !isSqlite(target) && serverKey(config, target).server !== "embedded",
  );
  return outside.length === 0 ? null : serverIsOutside(outside);
}

function serverIsOutside(targets: readonly Target[]): MigrunError {
  const names = targets.map((target) => target.name).join(", ");
  return new MigrunError(
    `\`isolation: strict\` needs the embedded server, and a given one is set for ${names}.`,
    {
      code: "MIGRUN_STRICT_ISOLATION",
      exitCode: 2,
      hint: "Leave out `server` (--server, MIGRUN_SERVER), or set `isolation: default`: a server that runs elsewhere is in no network that migrun could close, also where it is reached by a Unix socket.",
    },
  );
}

/** Which server a target is made on; `text` tells equal ones. */
interface ServerKey {
  readonly text: string;
  readonly server: string;
  readonly major: number;
}

function serverKey(config: Config, target: Target): ServerKey {
  const settings = settingsOf(config, target.name);
  const server = settings.server ?? config.server;
  const major = settings.postgres ?? config.postgres;
  return { text: `${server} ${major}`, server, major };
}
