import { availableParallelism } from "node:os";
import type { RunFolder } from "../server/run-folder.ts";
import type { RunSession, SessionOptions } from "./run-session.ts";

interface OpenSession {
  readonly folder: RunFolder;
  readonly session: RunSession;
}

/**
 * The session of a run, opened when something asks for it: what only reads files needs neither a folder nor the code
 * that drives servers and Python, and that code takes longer to load than a history.
 */
export class LazySession implements AsyncDisposable {
  /** How many targets may be at work at once. */
  readonly jobs: number;
  readonly #options: Omit<SessionOptions, "folder">;
  #open: Promise<OpenSession> | null = null;

  constructor(options: Omit<SessionOptions, "folder">) {
    this.#options = options;
    this.jobs = options.ground.config.jobs ?? availableParallelism();
  }

  async get(): Promise<RunSession> {
    this.#open ??= openSession(this.#options);
    return (await this.#open).session;
  }

  /** Versions of the Pythons that were used. */
  async versions(): Promise<Awaited<ReturnType<RunSession["pythons"]["versions"]>>> {
    return this.#open === null ? [] : await (await this.get()).pythons.versions();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#open === null) return;
    await using _folder = (await this.#open).folder;
    await using _session = (await this.#open).session;
  }
}

async function openSession(options: Omit<SessionOptions, "folder">): Promise<OpenSession> {
  const { openRunFolder } = await import("../server/run-folder.ts");
  const { RunSession: Session } = await import("./run-session.ts");
  const folder = await openRunFolder(options.scene.env);
  return { folder, session: new Session({ ...options, folder: folder.path }) };
}
