import { setTimeout as delay } from "node:timers/promises";
import type { Endpoint } from "../bridge/protocol.ts";
import { quoteName, quoteText, StatementError } from "../database/connect.ts";
import { readVisibleState } from "./cluster-state.ts";
import { databaseName } from "./database-name.ts";
import type { GivenServer } from "./given-pool.ts";
import { givenProblem, noRightForRoles } from "./given-problem.ts";
import type { LeasedServer } from "./server.ts";
import { serverError } from "./server-problem.ts";
import { describeLeftovers, dropNewRoles } from "./shared-objects.ts";
import { createOwnerRole } from "./owner-role.ts";
import { dropDatabase, dropRole, ownerComment } from "./sweep-databases.ts";

const TEMPLATE_IN_USE = "55006";
const TEMPLATE_ATTEMPTS = 20;
const TEMPLATE_WAIT_MS = 100;

/** How a lease fits into its pool. */
export interface GivenLeaseHooks {
  /** Counts databases over all targets of the run. */
  readonly nextNumber: () => number;
  /** Is it the only lease at work? */
  readonly isAlone: () => boolean;
  /** Called once, when the databases are dropped. */
  readonly released: () => Promise<void>;
}

/** The databases of one target on a given server. */
export function leaseGiven(server: GivenServer, target: string, hooks: GivenLeaseHooks): LeasedServer {
  const { endpoint } = server.place;
  const made = new Set<string>();
  const dropped = new Set<string>();
  const owners = new Set<string>();
  let isKept = false;
  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    for (const name of made) {
      const done = isKept ? comment(server, name, true) : dropDatabase(server.admin, name, server.major);
      await orServerError(server, done);
    }
    if (!isKept) for (const name of owners) await orServerError(server, dropRole(server.admin, name));
    await orServerError(server, hooks.released());
  };
  return {
    kind: "given",
    endpoint,
    admin: server.admin,
    version: server.version,
    major: server.major,
    createDatabase: async (wanted) => {
      // A database that was dropped comes back under its own name.
      const name = dropped.delete(wanted) ? wanted : databaseName(server.runId, target, hooks.nextNumber());
      await orServerError(server, create(server, name));
      made.add(name);
      return name;
    },
    dropDatabase: async (name) => {
      if (!made.delete(name)) return;
      await orServerError(server, dropDatabase(server.admin, name, server.major));
      dropped.add(name);
    },
    createOwner: async () => {
      const name = databaseName(server.runId, `${target} owner`, hooks.nextNumber());
      owners.add(name);
      return await createOwner(server, name);
    },
    restoreRoles: async (kept) => {
      if (!server.isScratch || !hooks.isAlone()) return;
      await orServerError(server, dropNewRoles(server.admin, server.before, kept));
    },
    keep: () => {
      isKept = true;
      const name = [...made][0] ?? server.place.database;
      return `psql -h ${endpoint.host} -p ${endpoint.port} -U ${endpoint.user} -d ${name}`;
    },
    leftovers: async () => {
      if (server.isScratch) return [];
      const after = await orServerError(server, readVisibleState(server.admin));
      return describeLeftovers(server.before, after).filter(
        (line) => ![...made, ...owners].some((name) => line.includes(name)),
      );
    },
    [Symbol.asyncDispose]: () => (ending ??= end()),
  };
}

async function createOwner(server: GivenServer, name: string): Promise<Endpoint> {
  const { place, owner, runId } = server;
  try {
    const text = ownerComment(owner, runId);
    return await createOwnerRole(server.admin, place.endpoint, { name, comment: text });
  } catch (error) {
    if (error instanceof StatementError && error.failure.sqlState === "42501")
      throw serverError(
        noRightForRoles(`${place.endpoint.host}:${place.endpoint.port}`, place.endpoint.user),
      );
    throw asServerError(server, error);
  }
}

// From template1, as CREATE DATABASE does: a platform's extensions may be in it. Somebody may be
// connected to it for a moment.
async function create(server: GivenServer, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await server.admin.query(`CREATE DATABASE ${quoteName(name)}`);
      break;
    } catch (error) {
      const isBusy = error instanceof StatementError && error.failure.sqlState === TEMPLATE_IN_USE;
      if (!isBusy || attempt === TEMPLATE_ATTEMPTS) throw error;
      await delay(TEMPLATE_WAIT_MS);
    }
  }
  await comment(server, name, false);
}

async function comment(server: GivenServer, name: string, kept: boolean): Promise<void> {
  const text = quoteText(ownerComment(server.owner, server.runId, kept));
  await server.admin.query(`COMMENT ON DATABASE ${quoteName(name)} IS ${text}`);
}

async function orServerError<T>(server: GivenServer, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw asServerError(server, error);
  }
}

function asServerError(server: GivenServer, error: unknown): unknown {
  return error instanceof StatementError ? serverError(givenProblem(server.place, error.failure)) : error;
}
