import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import type { Endpoint } from "../bridge/protocol.ts";
import type { Launch } from "../network/launch.ts";
import { openConnection, quoteText, StatementError } from "../database/connect.ts";
import type { Connection } from "../database/connect.ts";
import { createClusterFolder, writeOwner } from "./cluster-folder.ts";
import { readClusterState } from "./cluster-state.ts";
import type { ClusterState } from "./cluster-state.ts";
import { SUPERUSER } from "./cluster-template.ts";
import type { ClusterTemplate } from "./cluster-template.ts";
import { freePort } from "./free-port.ts";
import type { Owner } from "./owner.ts";
import type { PreparedBinaries } from "./prepare-binaries.ts";
import { scramVerifier } from "./scram-verifier.ts";
import type { ServerIdentity } from "./server-identity.ts";
import type { ServerProblem } from "./server-problem.ts";
import { startSupervisor } from "./supervisor.ts";
import type { Supervisor } from "./supervisor.ts";

/** A running private server. */
export interface Cluster {
  readonly endpoint: Endpoint;
  readonly version: string;
  readonly major: number;
  /** Its own open connection to the maintenance database. */
  readonly admin: Connection;
  /** What it was like before anybody used it. */
  readonly state: ClusterState;
  /** Stops it at once and removes its folder. */
  stop(): Promise<void>;
  /** Leaves it running for good; returns the file that libpq reads the password from (PGPASSFILE). */
  keep(): string;
}

/** What every cluster of a pool is made from. */
export interface ClusterPlan {
  readonly prepared: PreparedBinaries;
  readonly template: ClusterTemplate;
  readonly identity: ServerIdentity | null;
  readonly root: string;
  readonly runId: string;
  readonly owner: Owner;
  /** Over this a server that is not ready counts as failed. Milliseconds. */
  readonly startTimeoutMs: number;
  /** Starts it in a network of its own, where only its Unix socket is reached from here; null: in ours. */
  readonly launch: Launch | null;
}

const HOST = "127.0.0.1";
const ATTEMPTS = 5;
const POLL_MS = 4;

/** Copies the template and starts Postgres on it; another port is tried when somebody took the first one. */
export async function startCluster(
  plan: ClusterPlan,
  nextNumber: () => number,
  signal: AbortSignal,
): Promise<Result<Cluster, ServerProblem>> {
  let said = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const folder = createClusterFolder(plan.root, { runId: plan.runId, number: nextNumber() }, plan);
    const supervisor = startSupervisor({
      folder,
      template: plan.template.data,
      postgres: plan.prepared.postgres,
      args: ["-D", join(folder, "data"), "-p", String(port), ...socketSetting(plan, folder)],
      libraryPath: plan.prepared.libraryPath,
      own: { host: HOST, port },
      identity: plan.identity,
      ...(plan.launch === null ? {} : { launch: plan.launch }),
    });
    const stop = async (): Promise<void> => {
      await supervisor.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    if (await isReady(folder, supervisor, { signal, timeoutMs: plan.startTimeoutMs }))
      return await takeOver(plan, { folder, port, supervisor, stop });
    await stop();
    said = await supervisor.ended;
    if (signal.aborted || !/could not bind|Address already in use/u.test(said)) break;
  }
  return err(cannotStart(plan.prepared.binaries.version, said));
}

function socketSetting({ launch }: ClusterPlan, folder: string): readonly string[] {
  // The setting is a list of folders, split by commas outside of double quotes.
  return launch === null ? [] : ["-c", `unix_socket_directories="${folder}"`];
}

/** Waits for the line in postmaster.pid that says so; Postgres writes it itself, since version 10. */
async function isReady(
  folder: string,
  supervisor: Supervisor,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<boolean> {
  const file = join(folder, "data", "postmaster.pid");
  const deadline = Date.now() + timeoutMs;
  while (!supervisor.hasEnded() && !signal.aborted && Date.now() < deadline) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.split("\n")[7]?.trim() === "ready") return true;
    await delay(POLL_MS);
  }
  return false;
}

interface Started {
  readonly folder: string;
  readonly port: number;
  readonly supervisor: Supervisor;
  readonly stop: () => Promise<void>;
}

async function takeOver(plan: ClusterPlan, started: Started): Promise<Result<Cluster, ServerProblem>> {
  const { version, major } = plan.prepared.binaries;
  const socket = plan.launch === null ? {} : { socketFolder: started.folder };
  const endpoint = { host: HOST, port: started.port, user: SUPERUSER, ...socket };
  const opened = await openConnection({
    endpoint: { ...endpoint, password: plan.template.password },
    database: "postgres",
  });
  if (!opened.ok) {
    await started.stop();
    return err(cannotStart(version, opened.error.message));
  }
  const admin = opened.value;
  const password = randomBytes(16).toString("hex");
  const stop = async (): Promise<void> => {
    await Promise.all([started.stop(), admin[Symbol.asyncDispose]()]);
  };
  try {
    await admin.query(`ALTER ROLE ${SUPERUSER} PASSWORD ${quoteText(scramVerifier(password))}`);
    const state = await readClusterState(admin, major);
    const keep = (): string => keepRunning(plan, started, password);
    return ok({ endpoint: { ...endpoint, password }, version, major, admin, state, stop, keep });
  } catch (error) {
    await stop();
    if (error instanceof StatementError) return err(cannotStart(version, error.message));
    throw error;
  }
}

function keepRunning(plan: ClusterPlan, started: Started, password: string): string {
  const file = join(started.folder, "pgpass");
  const host = plan.launch === null ? HOST : started.folder;
  writeFileSync(file, `${host}:${started.port}:*:${SUPERUSER}:${password}\n`, { mode: 0o600 });
  writeOwner(started.folder, plan.owner, true);
  started.supervisor.release();
  return file;
}

function cannotStart(version: string, said: string): ServerProblem {
  return {
    kind: "cannot-start",
    message: `Postgres ${version} did not start.`,
    hint: "Mend what the server says, or give another one by --server or MIGRUN_SERVER.",
    details: said === "" ? [] : said.split("\n").slice(-6),
  };
}
