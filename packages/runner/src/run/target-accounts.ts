import type { Mention, Requirements, RoleMention, RunAs } from "@migrun/core";
import type { Endpoint } from "../bridge/protocol.ts";
import { type Connection, quoteName, withConnection } from "../database/connect.ts";
import { giveDatabase } from "../server/owner-role.ts";
import type { LeasedServer } from "../server/server.ts";
import { serverError } from "../server/server-problem.ts";
import { existingRole, missingRole } from "./missing-object.ts";
import { BootstrapError, type BootstrapFailure, runBootstrap } from "./run-bootstrap.ts";

/** What is known of a target before its first database is made. */
export interface TargetAccountsOptions {
  readonly as: RunAs;
  /** How the owner is called in a private cluster. */
  readonly ownerName: string;
  readonly bootstrap: readonly string[];
  readonly requirements: () => Promise<Requirements>;
  readonly show: (path: string) => string;
}

/** More restarts than this are no history any more that expects some roles. */
const MOST_RESTARTS = 20;

/**
 * The roles around the databases of one target: those that its revisions expect and nobody creates, and the owner
 * that runs them under `as: owner`. Runs the bootstrap files too, since they may need and make roles.
 */
export class TargetAccounts {
  readonly #options: TargetAccountsOptions;
  /** Roles that were made, or are to be made, by name. */
  readonly #made = new Map<string, RoleMention>();
  /** Roles that the history turned out to make itself. */
  readonly #notOurs = new Set<string>();
  #owner: Endpoint | null = null;
  #begun: Promise<void> | null = null;
  #requirements: Requirements = { roles: [], createdRoles: new Set(), extensions: [] };
  #missingOnServer: readonly RoleMention[] = [];
  #restarts = 0;

  constructor(options: TargetAccountsOptions) {
    this.#options = options;
  }

  /** The owner under `as: owner`, once there is a server; null: revisions run as whoever makes the databases. */
  get owner(): string | null {
    return this.#owner?.user ?? null;
  }

  /** Roles that were made in the private cluster, since a file expects them and none creates them. */
  get made(): readonly RoleMention[] {
    return [...this.#made.values()];
  }

  /** On a given server: roles that are certainly expected and not there. */
  get missingOnServer(): readonly RoleMention[] {
    return this.#missingOnServer;
  }

  /** Makes a new, empty database ready for the first revision, and says how Python connects to it. */
  async prepare(server: LeasedServer, database: string): Promise<Endpoint> {
    await (this.#begun ??= this.#begin(server));
    for (;;) {
      const ran = await runBootstrap(
        this.#options.bootstrap,
        { endpoint: server.endpoint, database },
        this.#options.show,
      );
      if (ran.ok) break;
      const role = missingRole(ran.error.failure);
      const { file, line } = ran.error;
      if (
        role === null ||
        !(await this.expect(server, { name: role, file, line, revision: null, acts: true }))
      )
        throw this.#bootstrapError(ran.error);
      await this.#createRoles(server, await rolesOf(server.admin));
      await server.dropDatabase(database);
      await server.createDatabase(database);
    }
    if (this.#owner === null) return server.endpoint;
    await this.#give(server, database, this.#owner.user);
    return this.#owner;
  }

  /** Before databases are made anew: takes away every role that the history made meanwhile. */
  async restore(server: LeasedServer): Promise<void> {
    await server.restoreRoles(this.#owner === null ? [] : [this.#owner.user]);
    this.#begun = null;
  }

  /**
   * A role turned out to be missing: from the next start on it is there. False where migrun must not make it, or has
   * done so before: the failure is the history's own.
   */
  async expect(server: LeasedServer, role: RoleMention): Promise<boolean> {
    if (server.kind === "given" || this.#notOurs.has(role.name) || this.#made.has(role.name)) return false;
    if (this.#requirements.createdRoles.has(role.name) || this.#restarts >= MOST_RESTARTS) return false;
    this.#restarts += 1;
    this.#made.set(role.name, role);
    return true;
  }

  /** The history makes a role itself that was made for it: from the next start on it is not there. */
  giveUp(role: string): boolean {
    if (!this.#made.delete(role)) return false;
    this.#notOurs.add(role);
    return true;
  }

  /** Extensions that a file certainly creates and the server does not have. */
  async missingExtensions(server: LeasedServer): Promise<readonly Mention[]> {
    const { extensions } = this.#requirements;
    if (extensions.length === 0) return [];
    const rows = await server.admin.query<{ name: string }>(
      "SELECT name FROM pg_catalog.pg_available_extensions",
    );
    const available = new Set(rows.map(({ name }) => name));
    return extensions.filter(({ name }) => !available.has(name));
  }

  async #begin(server: LeasedServer): Promise<void> {
    this.#requirements = await this.#options.requirements();
    if (this.#options.as === "owner" && this.#owner === null)
      this.#owner = await server.createOwner(this.#options.ownerName);
    const known = await rolesOf(server.admin);
    const missing = this.#requirements.roles.filter(
      ({ name }) => !known.has(name) && !this.#notOurs.has(name),
    );
    if (server.kind === "given") {
      this.#missingOnServer = missing;
      return;
    }
    for (const role of missing) if (!this.#made.has(role.name)) this.#made.set(role.name, role);
    await this.#createRoles(server, known);
  }

  async #createRoles(server: LeasedServer, known: ReadonlySet<string>): Promise<void> {
    for (const { name, acts } of this.#made.values()) {
      if (known.has(name)) continue;
      await server.admin.query(`CREATE ROLE ${quoteName(name)} NOLOGIN`);
      // Who gives something away, or acts as another, is a member of the other in production too.
      if (acts && this.#owner !== null)
        await server.admin.query(`GRANT ${quoteName(name)} TO ${quoteName(this.#owner.user)}`);
    }
  }

  async #give(server: LeasedServer, database: string, owner: string): Promise<void> {
    const place = { endpoint: server.endpoint, database };
    const gave = await withConnection(place, (connection) =>
      giveDatabase(connection, { name: database, owner, major: server.major }),
    );
    if (gave.ok) return;
    throw serverError({
      kind: "failed",
      message: `The isolated database could not be given to its owner, as \`as: owner\` asks for.`,
      hint: "Mend what the server says, or remove `as: owner`.",
      details: [gave.error.message],
    });
  }

  #bootstrapError(at: BootstrapFailure): BootstrapError {
    const shown = this.#options.show(at.file);
    return new BootstrapError(at, { shown, hint: bootstrapHint(at) });
  }
}

function bootstrapHint({ failure }: BootstrapFailure): string {
  const role = missingRole(failure);
  if (role !== null)
    return `Create it first, in the file or on the server: CREATE ROLE ${quoteName(role)} NOLOGIN;`;
  if (existingRole(failure) !== null)
    return "Ask `pg_roles` before: roles belong to all databases of a server.";
  if (failure.message.includes('at or near "\\"'))
    return "Take psql's commands (`\\…`) out of the file: it is sent to the server as it is.";
  return "Mend the file: it runs in each isolated database before the first revision.";
}

async function rolesOf(admin: Connection): Promise<ReadonlySet<string>> {
  const rows = await admin.query<{ name: string }>("SELECT rolname AS name FROM pg_catalog.pg_roles");
  return new Set(rows.map(({ name }) => name));
}
