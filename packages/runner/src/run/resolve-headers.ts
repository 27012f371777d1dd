import { err, MigrunError, type Result, type Target } from "@migrun/core";
import type { BridgeTarget, RequestOptions } from "../bridge/bridge.ts";
import type { BridgeError } from "../bridge/protocol.ts";
import type { ResolveHeaders } from "../history/read-history.ts";
import { isLocated } from "./is-located.ts";
import { NO_PYTHON } from "./no-python.ts";
import { openRequest } from "./open-target.ts";
import type { RunSession } from "./run-session.ts";

/** Seconds within which Python must have loaded a few revision files. */
const LIMIT = 60;

/**
 * Lets the target's Python load single revision files, as Alembic does; nothing connects and env.py is not run.
 * A file that does not load is an answer. Where no Python serves there is none: a `MigrunError` says why (exit 3).
 */
export function resolverFor(target: Target, session: RunSession, signal: AbortSignal): ResolveHeaders {
  return async (files) => {
    const answer = await askFiles(target, session, (bridge) =>
      bridge.request("headers", { files }, limits(signal)),
    );
    if (answer.ok) return answer.value.headers;
    // What was cancelled has no answer either.
    signal.throwIfAborted();
    const { noPython, message: error } = answer.error;
    if (noPython) throw new MigrunError(error, { code: NO_PYTHON, exitCode: 3 });
    return files.map((file) => ({
      file,
      revision: null,
      down: [],
      labels: [],
      dependsOn: [],
      doc: "",
      error,
    }));
  };
}

/** Where `package:path` leads can only be told by importing the package: Python is asked. Other targets come back as they are. */
export async function resolveLocations(
  target: Target,
  session: RunSession,
  signal: AbortSignal,
): Promise<Target> {
  if (isLocated(target)) return target;
  const answer = await askFiles(target, session, (bridge) => bridge.request("script", {}, limits(signal)));
  if (answer.ok) {
    const { scriptDirectory, versionLocations } = answer.value;
    return { ...target, scriptDirectory, versionLocations };
  }
  throw new MigrunError(
    `The script_location ${target.scriptLocation} of ${target.name} cannot be resolved: ${answer.error.message}`,
    { code: "MIGRUN_SCRIPT_LOCATION", exitCode: 3 },
  );
}

/** Why Python did not answer: there is none, or what was asked for cannot be loaded. */
export interface AskProblem {
  readonly noPython: boolean;
  readonly message: string;
}

/** Opens the target's Python without any database. Throws a `SettingFileError` where an `envFile` cannot be read. */
export async function askFiles<T>(
  target: Target,
  session: RunSession,
  ask: (bridge: BridgeTarget) => Promise<Result<T, BridgeError>>,
): Promise<Result<T, AskProblem>> {
  const scene = await session.targetScene(target);
  const python = await scene.python();
  if (python.bridge === null) return err({ noPython: true, message: python.reason });
  if (!scene.fromFiles.ok) throw scene.fromFiles.error;
  const configured = { ...scene.fromFiles.value, ...scene.settings.env };
  const { request } = openRequest(scene, configured, { main: null, variables: {} });
  await using bridge = python.bridge.open(
    { ...request, foreign: "refuse" },
    {
      onDatabase: async () => ({ kind: "refused", reason: "reading files must not need a database" }),
      onEvent: () => {},
      onOutput: (stream, text) => scene.emit({ kind: "output", target: target.name, stream, text }),
    },
  );
  const answer = await ask(bridge);
  return answer.ok ? answer : err({ noPython: false, message: answer.error.message });
}

function limits(signal: AbortSignal): RequestOptions {
  return { timeoutMs: LIMIT * 1000, signal };
}
