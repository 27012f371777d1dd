import { rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { databaseLabel } from "@migrun/core";
import type { AskedDatabase, Endpoint, GivenDatabase } from "../bridge/protocol.ts";
import type { LeasedServer } from "../server/server.ts";

/** What a target needs to be given databases. */
export interface TargetDatabasesOptions {
  /** Leases the server at the first need for a Postgres database. */
  readonly lease: () => Promise<LeasedServer>;
  /** Makes a new database ready for the first revision, and says how Python connects to it. */
  readonly prepare: (server: LeasedServer, database: string) => Promise<Endpoint>;
  /** With all databases dropped: takes away what else of the server the history changed. */
  readonly restore: (server: LeasedServer) => Promise<void>;
  /** An empty private folder for throw-away SQLite files. */
  readonly folder: string;
  readonly foreign: "redirect" | "refuse";
  /** Name of the main database: what the target's own URL asks for. */
  readonly mainName: string;
}

/**
 * All isolated databases of one target: its main one, and one more for each other database that
 * env.py, a revision or a driver call asked for. Answers the bridge's questions.
 */
export class TargetDatabases {
  readonly #options: TargetDatabasesOptions;
  readonly #given = new Map<string, GivenDatabase>();
  readonly #foreign = new Map<string, AskedDatabase>();
  readonly #own = new Map<string, Promise<{ readonly endpoint: Endpoint; readonly database: string }>>();
  readonly #names: string[] = [];
  #server: LeasedServer | null = null;
  #lease: Promise<LeasedServer> | null = null;
  #main: Promise<{ readonly endpoint: Endpoint; readonly database: string }> | null = null;
  #mainClaimed = false;
  #files = 0;

  constructor(options: TargetDatabasesOptions) {
    this.#options = options;
  }

  /** The server of the target, once a Postgres database was needed. */
  get server(): LeasedServer | null {
    return this.#server;
  }

  /** Names of all Postgres databases made so far, the main one first. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Databases that were not the target's own and were kept away, in the order of asking. */
  get foreign(): readonly AskedDatabase[] {
    return [...this.#foreign.values()];
  }

  /** The main Postgres database, made at the first call. */
  main(): Promise<{ readonly endpoint: Endpoint; readonly database: string }> {
    this.#main ??= this.#create(this.#options.mainName);
    return this.#main;
  }

  /** The Postgres database that stands for one that a URL variable names: the first is the main one. */
  own(name: string): Promise<{ readonly endpoint: Endpoint; readonly database: string }> {
    const known = this.#own.get(name);
    if (known !== undefined) return known;
    const made = this.#own.size === 0 ? this.main() : this.#create(name);
    this.#own.set(name, made);
    return made;
  }

  /** The throw-away file that stands for a SQLite path. */
  sqliteFile(path: string): string {
    const key = `sqlite ${path}`;
    const known = this.#given.get(key);
    if (known?.kind === "sqlite") return known.path;
    this.#files += 1;
    const file = join(this.#options.folder, `${this.#files}.sqlite`);
    this.#given.set(key, { kind: "sqlite", path: file });
    return file;
  }

  /** The answer to a question of the bridge. Never throws: what cannot be given is refused with the reason. */
  async give(asked: AskedDatabase): Promise<GivenDatabase> {
    try {
      return await this.#give(asked);
    } catch (error) {
      return refused(error instanceof Error ? error.message : String(error));
    }
  }

  /** Drops and makes anew every database and file, so that a history can run from nothing again. */
  async reset(): Promise<void> {
    for (const given of this.#given.values()) {
      if (given.kind === "sqlite") await rm(given.path, { force: true });
    }
    const server = this.#server;
    if (server === null) return;
    for (const name of this.#names) await server.dropDatabase(name);
    await this.#options.restore(server);
    for (const name of this.#names) {
      await server.createDatabase(name);
      await this.#options.prepare(server, name);
    }
  }

  async #give(asked: AskedDatabase): Promise<GivenDatabase> {
    if (asked.dialect === "sqlite") return this.#giveSqlite(asked);
    if (asked.dialect !== "postgresql") {
      return refused(`${asked.dialect} (${databaseLabel(asked)}) has no throw-away server here`);
    }
    const main = await this.main();
    if (isAt(asked, main.endpoint) && this.#names.includes(asked.database)) {
      if (asked.database === main.database) this.#mainClaimed = true;
      return { kind: "postgres", endpoint: main.endpoint, database: asked.database };
    }
    if (this.#options.foreign === "refuse") {
      this.#foreign.set(keyOf(asked), asked);
      return refused(`it asked for ${databaseLabel(asked)}, and foreignConnection is "refuse"`);
    }
    return this.#redirect(asked, main);
  }

  async #redirect(
    asked: AskedDatabase,
    main: { readonly endpoint: Endpoint; readonly database: string },
  ): Promise<GivenDatabase> {
    const key = keyOf(asked);
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    this.#foreign.set(key, asked);
    // env.py has a URL of its own and never used ours: the main database carries the very name it asks for.
    const takesMain =
      !this.#mainClaimed && (asked.database === this.#options.mainName || asked.database === "");
    if (takesMain) this.#mainClaimed = true;
    const database = takesMain
      ? main.database
      : (await this.#create(asked.database || this.#options.mainName)).database;
    const given: GivenDatabase = { kind: "postgres", endpoint: main.endpoint, database };
    this.#given.set(key, given);
    return given;
  }

  #giveSqlite(asked: AskedDatabase): GivenDatabase {
    if (asked.database.startsWith(this.#options.folder + sep))
      return { kind: "sqlite", path: asked.database };
    if (!this.#given.has(`sqlite ${asked.database}`)) this.#foreign.set(keyOf(asked), asked);
    return { kind: "sqlite", path: this.sqliteFile(asked.database) };
  }

  async #create(wanted: string): Promise<{ readonly endpoint: Endpoint; readonly database: string }> {
    this.#lease ??= this.#options.lease();
    this.#server = await this.#lease;
    const database = await this.#server.createDatabase(wanted);
    this.#names.push(database);
    return { endpoint: await this.#options.prepare(this.#server, database), database };
  }
}

function refused(reason: string): GivenDatabase {
  return { kind: "refused", reason };
}

function keyOf(asked: AskedDatabase): string {
  return `${asked.dialect} ${asked.host}/${asked.database}`;
}

function isAt(asked: AskedDatabase, endpoint: Endpoint): boolean {
  return (
    asked.host === `${endpoint.host}:${endpoint.port}` ||
    (asked.host === endpoint.host && endpoint.port === 5432)
  );
}
