import { quoteName, StatementError } from "../database/connect.ts";
import type { Binaries } from "./startable-server.ts";
import type { Cluster } from "./cluster.ts";
import { fitName } from "./database-name.ts";
import { dropStatement } from "./drop-database.ts";
import { createOwnerRole } from "./owner-role.ts";
import type { LeasedServer } from "./server.ts";
import { serverError } from "./server-problem.ts";
import { dropNewRoles } from "./shared-objects.ts";

const TAKEN = "42P04";

/**
 * A private cluster in the hands of one target. When it is disposed, `giveBack` gets the databases
 * that were made (dropping them is for whoever takes it next), or `kept`.
 */
export function leaseCluster(
  binaries: Binaries,
  cluster: Cluster,
  giveBack: (databases: readonly string[] | "kept") => void,
): LeasedServer {
  const made = new Set<string>();
  let isKept = false;
  let isOver = false;
  return {
    kind: binaries.source === "system" ? "system" : "embedded",
    endpoint: cluster.endpoint,
    admin: cluster.admin,
    version: cluster.version,
    major: cluster.major,
    createDatabase: async (wanted) => {
      const name = await createUnderFreeName(cluster, wanted);
      made.add(name);
      return name;
    },
    dropDatabase: async (name) => {
      await orServerError(cluster.admin.query(dropStatement(name)));
      made.delete(name);
    },
    createOwner: (wanted) =>
      orServerError(
        createOwnerRole(cluster.admin, cluster.endpoint, { name: fitName(wanted, ""), comment: null }),
      ),
    restoreRoles: (kept) => orServerError(dropNewRoles(cluster.admin, cluster.state, kept)),
    keep: () => {
      isKept = true;
      const { host, port, user, socketFolder } = cluster.endpoint;
      const names = [...made].sort();
      return `PGPASSFILE=${cluster.keep()} psql -h ${socketFolder ?? host} -p ${port} -U ${user} -d ${names[0] ?? "postgres"}`;
    },
    leftovers: async () => [],
    [Symbol.asyncDispose]: async () => {
      if (isOver) return;
      isOver = true;
      giveBack(isKept ? "kept" : [...made]);
    },
  };
}

async function createUnderFreeName(cluster: Cluster, wanted: string): Promise<string> {
  // The default since 15 writes every page to the log; with nobody else at work, copying files is faster.
  const strategy = cluster.major >= 15 ? " STRATEGY FILE_COPY" : "";
  for (let number = 1; ; number += 1) {
    const name = fitName(wanted === "" ? "migrun" : wanted, number === 1 ? "" : `_${number}`);
    try {
      await cluster.admin.query(`CREATE DATABASE ${quoteName(name)}${strategy}`);
      return name;
    } catch (error) {
      if (error instanceof StatementError && error.failure.sqlState === TAKEN) continue;
      throw asServerError(error);
    }
  }
}

async function orServerError<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw asServerError(error);
  }
}

function asServerError(error: unknown): unknown {
  if (!(error instanceof StatementError)) return error;
  return serverError({
    kind: "failed",
    message: "The private Postgres server refused to make or drop a database.",
    hint: "Run again; if it stays, give a server by --server or MIGRUN_SERVER.",
    details: [error.message],
  });
}
