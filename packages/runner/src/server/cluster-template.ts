import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, chmod, chown, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import { makeOnce } from "./make-once.ts";
import type { PreparedBinaries, PrepareOptions } from "./prepare-binaries.ts";
import type { Binaries } from "./startable-server.ts";
import { runProcess, serverEnvironment } from "./run-process.ts";
import type { ServerProblem } from "./server-problem.ts";

/** An initialised cluster that others are copied from. Never started itself. */
export interface ClusterTemplate {
  /** Folder of the data. */
  readonly data: string;
  /** Password of `postgres` in a fresh copy, until it is given one of its own. */
  readonly password: string;
}

/** The superuser of private clusters. */
export const SUPERUSER = "postgres";

// Nothing in a private cluster outlives the run: durability is off. `logical` costs little with it off,
// and lets revisions make publications and slots as in production. Dynamic shared memory lives in the
// data folder, so that a killed server leaves none in /dev/shm, which is small in containers.
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_level: "logical",
  max_wal_size: "4GB",
  autovacuum: "off",
  shared_buffers: "128MB",
  max_connections: "100",
  max_locks_per_transaction: "256",
  max_logical_replication_workers: "0",
  dynamic_shared_memory_type: "mmap",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  logging_collector: "off",
};

/** The cached cluster of this build, these settings and this user; made at the first need, about half a second. */
export async function ensureTemplate(
  prepared: PreparedBinaries,
  options: PrepareOptions,
): Promise<Result<ClusterTemplate, ServerProblem>> {
  const { binaries } = prepared;
  const settings = settingsOf(binaries.major);
  const initArguments = initdbArguments(binaries.major);
  const folder = templateFolder(binaries, options);
  let problem: ServerProblem | null = null;
  try {
    await makeOnce(folder, async (making) => {
      problem = await initialise(making, prepared, options, [initArguments, settings]);
      if (problem !== null) throw new Error(problem.message);
    });
    const password = await readFile(join(folder, "password"), "utf8");
    return ok({ data: join(folder, "data"), password });
  } catch (error) {
    return err(
      problem ?? cannotPrepare(binaries.version, error instanceof Error ? error.message : String(error)),
    );
  }
}

/** Is the cluster of this build there already? Looks, and makes nothing. */
export function hasTemplate(
  binaries: Binaries,
  options: Pick<PrepareOptions, "cache" | "identity">,
): boolean {
  return existsSync(join(templateFolder(binaries, options), "data"));
}

function templateFolder(
  binaries: Binaries,
  { cache, identity }: Pick<PrepareOptions, "cache" | "identity">,
): string {
  const key = createHash("sha256")
    .update(JSON.stringify([settingsOf(binaries.major), initdbArguments(binaries.major)]))
    .digest("hex")
    .slice(0, 12);
  const owner = identity?.uid ?? process.getuid?.() ?? 0;
  return join(cache, "clusters", `${binaries.build}-${key}-${owner}`);
}

async function initialise(
  making: string,
  prepared: PreparedBinaries,
  { identity, onNote }: PrepareOptions,
  [initArguments, settings]: readonly [readonly string[], string],
): Promise<ServerProblem | null> {
  onNote(`preparing Postgres ${prepared.binaries.version}`);
  const passwordFile = join(making, "password");
  await writeFile(passwordFile, randomBytes(16).toString("hex"), { mode: 0o600 });
  await chmod(making, 0o700);
  if (identity !== null) {
    await chown(passwordFile, identity.uid, identity.gid);
    await chown(making, identity.uid, identity.gid);
  }
  const data = join(making, "data");
  const ended = await runProcess(
    prepared.initdb,
    ["-D", data, `--pwfile=${passwordFile}`, ...initArguments],
    { identity, env: serverEnvironment(prepared.libraryPath), cwd: making },
  );
  if (ended.code !== 0 && ended.output.includes("could not look up effective user")) return noUserName();
  if (ended.code !== 0) return cannotPrepare(prepared.binaries.version, ended.output);
  await appendFile(join(data, "postgresql.conf"), settings);
  return null;
}

function initdbArguments(major: number): readonly string[] {
  // The same order of text everywhere; since 17 with Unicode's upper and lower case too.
  const locale = major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  // The password goes over loopback as it is, and only after Postgres itself has said that it listens there. A SCRAM
  // exchange costs client and server some milliseconds at each of the many connections of a run.
  const shared = ["--username", SUPERUSER, "--encoding=UTF8", "--locale=C", "--auth=password"];
  // Small segments: the first one is copied into every cluster.
  return [...shared, ...locale, "--wal-segsize=1", "--no-sync", "--no-instructions"];
}

function settingsOf(major: number): string {
  // Since 18, reads would go through worker processes, which cost more to start than they give here.
  const all = major >= 18 ? { ...SETTINGS, io_method: "sync" } : SETTINGS;
  return `\n${Object.entries(all)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join("")}`;
}

function noUserName(): ServerProblem {
  return {
    kind: "cannot-prepare",
    message: `Postgres needs a user with a name, and the user id ${process.getuid?.()} has none here.`,
    hint: "Run as a user of /etc/passwd (in a container: another --user, or add a line for it), or give a server by --server or MIGRUN_SERVER.",
  };
}

function cannotPrepare(version: string, output: string): ServerProblem {
  return {
    kind: "cannot-prepare",
    message: `Postgres ${version} could not be prepared for use.`,
    hint: "Mend what it says, or give a server by --server or MIGRUN_SERVER.",
    details: output.trim().split("\n").slice(-6),
  };
}
