import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import { openConnection, StatementError } from "../database/connect.ts";
import type { Connection, DatabaseFailure, DatabasePlace } from "../database/connect.ts";
import { readVisibleState } from "./cluster-state.ts";
import type { ClusterState } from "./cluster-state.ts";
import { leaseGiven } from "./given-lease.ts";
import { givenProblem, noRight } from "./given-problem.ts";
import { currentOwner } from "./owner.ts";
import type { Owner } from "./owner.ts";
import { createRunId } from "./run-id.ts";
import type { ServerPool } from "./server.ts";
import type { ServerProblem } from "./server-problem.ts";
import { describeLeftovers, dropNewRoles, isScratchServer } from "./shared-objects.ts";
import { sweepDatabases } from "./sweep-databases.ts";

/** A given server as all leases see it. */
export interface GivenServer {
  readonly place: DatabasePlace;
  readonly admin: Connection;
  readonly version: string;
  readonly major: number;
  readonly runId: string;
  readonly owner: Owner;
  /** Roles and settings before the run. */
  readonly before: ClusterState;
  /** Nobody else's: roles of the run may be dropped. */
  readonly isScratch: boolean;
}

// How servers say that they take only encrypted connections: 28000, until 17 and since.
const NEEDS_TLS = /no encryption|SSL off/iu;

/**
 * Name spaces on a server that somebody gave: connects, checks the right to make databases, and
 * removes what dead runs of this host left behind.
 */
export async function createGivenPool(
  wanted: DatabasePlace,
  connectTimeoutMs: number,
  onNote: (message: string) => void,
): Promise<Result<ServerPool, ServerProblem>> {
  const { place, opened } = await openGiven(wanted, connectTimeoutMs);
  if (!opened.ok) return err(givenProblem(place, opened.error));
  try {
    const server = await inspect(place, opened.value, onNote);
    if (server.ok) return ok(poolOf(server.value, onNote));
    await opened.value[Symbol.asyncDispose]();
    return server;
  } catch (error) {
    await opened.value[Symbol.asyncDispose]();
    if (error instanceof StatementError) return err(givenProblem(place, error.failure));
    throw error;
  }
}

/** Connects to a given server, encrypted where it takes nothing else; gives the place as it was reached. */
export async function openGiven(
  wanted: DatabasePlace,
  connectTimeoutMs: number,
): Promise<{ readonly place: DatabasePlace; readonly opened: Result<Connection, DatabaseFailure> }> {
  const opened = await openConnection(wanted, { connectTimeoutMs });
  if (opened.ok || wanted.tls !== undefined || !NEEDS_TLS.test(opened.error.message)) {
    return { place: wanted, opened };
  }
  const place: DatabasePlace = { ...wanted, tls: { rejectUnauthorized: false } };
  return { place, opened: await openConnection(place, { connectTimeoutMs }) };
}

async function inspect(
  place: DatabasePlace,
  admin: Connection,
  onNote: (message: string) => void,
): Promise<Result<GivenServer, ServerProblem>> {
  const rows = await admin.query<{ version: string; number: number; may: boolean }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
       rolcreatedb OR rolsuper AS may FROM pg_catalog.pg_roles WHERE rolname = current_user`,
  );
  const [row] = rows;
  if (row === undefined || !row.may) {
    return err(noRight(`${place.endpoint.host}:${place.endpoint.port}`, place.endpoint.user));
  }
  const major = Math.floor(row.number / 10_000);
  const swept = await sweepDatabases(admin, major);
  if (swept.length > 0) onNote(`dropped ${swept.length} databases that a killed run had left behind`);
  const owner = await currentOwner();
  const runId = createRunId(owner);
  return ok({
    place,
    admin,
    version: row.version.split(" ")[0] ?? row.version,
    major,
    runId,
    owner,
    before: await readVisibleState(admin),
    isScratch: await isScratchServer(admin, runId),
  });
}

function poolOf(server: GivenServer, onNote: (message: string) => void): ServerPool {
  let counted = 0;
  const leased = new Set<AsyncDisposable>();
  return {
    kind: "given",
    warm: () => {},
    lease: async (target, signal) => {
      signal.throwIfAborted();
      const lease = leaseGiven(server, target, {
        nextNumber: () => (counted += 1),
        isAlone: () => leased.size === 1,
        // While others are at work, a new role may be theirs.
        released: async () => {
          leased.delete(lease);
          if (leased.size === 0 && server.isScratch) await restore(server, onNote);
        },
      });
      leased.add(lease);
      return lease;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...leased].map((lease) => lease[Symbol.asyncDispose]()));
      await server.admin[Symbol.asyncDispose]();
    },
  };
}

async function restore(
  { admin, before, runId }: GivenServer,
  onNote: (message: string) => void,
): Promise<void> {
  // Somebody else may have come meanwhile.
  if (await isScratchServer(admin, runId)) await dropNewRoles(admin, before);
  for (const left of describeLeftovers(before, await readVisibleState(admin))) {
    onNote(`left on the given server: ${left}`);
  }
}
