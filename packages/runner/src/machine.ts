import type { Report } from "@migrun/core";
import { repositoryRoot } from "./git/repository-root.ts";
import { findPython } from "./python/find-python.ts";
import { loadScene } from "./run/prepare-run.ts";
import type { RunIo, Scene } from "./run/run-request.ts";
import { installServer } from "./server/install-server.ts";
import { KNOWN_VERSIONS, postgresVersion } from "./server/known-versions.ts";
import { serverError } from "./server/server-problem.ts";
import { sweepGivenServer } from "./server/sweep-given-server.ts";
import { sweepClusters } from "./server/sweep.ts";

/** Versions of everything that a run would use, as far as they can be found. */
export async function readVersions(scene: Scene): Promise<Omit<Report["versions"], "migrun" | "node">> {
  const { config } = await loadScene(scene);
  const root = repositoryRoot(scene.cwd) ?? scene.cwd;
  const python = await findPython({ targetCwd: scene.cwd, root, configured: config.python, env: scene.env });
  const found = python.ok ? python.value : null;
  return {
    python: found?.python ?? null,
    alembic: found?.alembic ?? null,
    sqlalchemy: found?.sqlalchemy ?? null,
    postgres: config.server === "embedded" ? postgresVersionOf(config.postgres) : null,
  };
}

function postgresVersionOf(major: number): string | null {
  const known = KNOWN_VERSIONS[major];
  return known === undefined ? null : postgresVersion(known);
}

/** Dead clusters of this machine, kept ones too, and dead databases of a given server. */
export async function collectGarbage(scene: Scene): Promise<readonly string[]> {
  const clusters = await sweepClusters(scene.env, { kept: true });
  const { server } = (await loadScene(scene)).config;
  const swept = server === "embedded" ? null : await sweepGivenServer(server);
  if (swept !== null && !swept.ok) throw serverError(swept.error);
  return [
    ...clusters.map((name) => `the folder and processes of ${name}`),
    ...(swept?.value ?? []).map((name) => `the database ${name} of the given server`),
  ];
}

/** Downloads the server of a major version ahead of need. */
export async function installMajor(
  major: number,
  io: RunIo,
): Promise<{ readonly version: string; readonly directory: string }> {
  const installed = await installServer(major, {
    env: process.env,
    signal: io.signal,
    onNote: (message) => io.emit({ kind: "run-note", message }),
  });
  if (installed.ok) return installed.value;
  throw serverError(installed.error);
}
