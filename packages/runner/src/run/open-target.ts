import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type Catalog,
  type FindingDraft,
  MigrunError,
  type Result,
  type RunAs,
  type RunEvent,
  type Target,
  type TargetConfig,
} from "@migrun/core";
import type { BridgeTarget } from "../bridge/bridge.ts";
import type { BridgeEvent, Endpoint, OpenRequest } from "../bridge/protocol.ts";
import type { LeasedServer } from "../server/server.ts";
import { childEnvironment } from "./child-environment.ts";
import { bootstrapFindings } from "../checks/extension-findings.ts";
import { reasonOf } from "./reason-of.ts";
import type { RunNetwork } from "./run-network.ts";
import type { PythonAnswer } from "./python-pool.ts";
import { BootstrapError } from "./run-bootstrap.ts";
import { SettingFileError } from "./setting-files.ts";
import { TargetAccounts, type TargetAccountsOptions } from "./target-accounts.ts";
import { TargetDatabases } from "./target-databases.ts";
import {
  type EnvironmentValues,
  mainDatabaseName,
  ownerName,
  type TargetUrls,
  targetUrls,
} from "./target-urls.ts";

/** What it takes to give one target its own databases and its own Python process. */
export interface TargetScene {
  readonly target: Target;
  readonly settings: TargetConfig;
  /** Variables of the target's `envFile`s, or the one of them that cannot be read. */
  readonly fromFiles: Result<Readonly<Record<string, string>>, SettingFileError>;
  /** Variables of the dotenv files that env.py would read by itself. */
  readonly dotenv: Readonly<Record<string, string>>;
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly foreign: "redirect" | "refuse";
  /** A private folder of the run; the target makes its own inside. */
  readonly folder: string;
  readonly lease: () => Promise<LeasedServer>;
  /** Who runs the revisions. */
  readonly as: RunAs;
  /** Makes an absolute path relative to the working directory of the run. */
  readonly show: (path: string) => string;
  /** What a database of this target held before the first revision. */
  readonly pristine: (endpoint: Endpoint, database: string) => Promise<Catalog>;
  readonly python: () => Promise<PythonAnswer>;
  readonly network: RunNetwork;
  readonly emit: (event: RunEvent) => void;
}

/** A target with its databases and its Python process, ready for requests. */
export interface OpenTarget {
  readonly databases: TargetDatabases;
  readonly accounts: TargetAccounts;
  readonly bridge: BridgeTarget;
  /** The environment of the isolation layer, for `exec`. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of the variables that env.py reads its URL from: they hold the isolated URL. */
  readonly urlVariables: readonly string[];
  /** Names of the variables that the isolation layer kept from it. */
  readonly withheld: readonly string[];
  /** Names of all variables that env.py finds: in its environment, or in a dotenv file of its own. */
  readonly given: readonly string[];
  /** Where Python and server are, and whatever else uses the databases must be. */
  readonly network: RunNetwork;
}

/**
 * Why a target could not be opened. `dialect`: it has no throw-away server; `file`: one that its settings name failed
 * or cannot be read; `infrastructure`: no Python, no server.
 */
export type NotOpened =
  | { readonly kind: "dialect"; readonly dialect: string }
  | { readonly kind: "file"; readonly error: MigrunError; readonly drafts: readonly FindingDraft[] }
  | { readonly kind: "infrastructure"; readonly reason: string };

/** Opens a target, lets `work` use it, and cleans up on every path. */
export async function withOpenTarget<T>(
  scene: TargetScene & Pick<TargetAccountsOptions, "requirements">,
  work: (open: OpenTarget) => Promise<T>,
  otherwise: (why: NotOpened) => T,
): Promise<T> {
  const { inherited, dotenv, fromFiles } = scene;
  if (!fromFiles.ok) return otherwise(unreadable(fromFiles.error));
  const folder = join(scene.folder, scene.target.name.replaceAll(/[^\w.-]+/g, "_"));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let leased: Promise<LeasedServer> | null = null;
  const values = { configured: { ...fromFiles.value, ...scene.settings.env }, inherited, dotenv };
  const accounts = new TargetAccounts({
    as: scene.as,
    ownerName: ownerName(scene.target, values),
    bootstrap: scene.settings.bootstrap,
    requirements: scene.requirements,
    show: scene.show,
  });
  const databases = new TargetDatabases({
    lease: () => (leased ??= scene.lease()),
    prepare: (server, database) => accounts.prepare(server, database),
    restore: (server) => accounts.restore(server),
    folder,
    foreign: scene.foreign,
    mainName: mainDatabaseName(scene.target, values),
  });
  try {
    return await open(scene, { databases, accounts, values }, work, otherwise);
  } catch (error) {
    if (!(error instanceof MigrunError)) throw error;
    if (error instanceof BootstrapError && databases.server !== null) {
      const drafts = await bootstrapFindings(error.at, { ...scene, accounts, server: databases.server });
      return otherwise({ kind: "file", error, drafts });
    }
    if (error instanceof SettingFileError) return otherwise(unreadable(error));
    return otherwise({ kind: "infrastructure", reason: reasonOf(error) });
  } finally {
    const server = await (leased as Promise<LeasedServer> | null)?.catch(() => null);
    await server?.[Symbol.asyncDispose]();
  }
}

function unreadable(error: SettingFileError): NotOpened {
  return { kind: "file", error, drafts: [error.draft] };
}

async function open<T>(
  scene: TargetScene,
  opening: {
    readonly databases: TargetDatabases;
    readonly accounts: TargetAccounts;
    readonly values: EnvironmentValues;
  },
  work: (open: OpenTarget) => Promise<T>,
  otherwise: (why: NotOpened) => T,
): Promise<T> {
  const { target } = scene;
  const { databases, accounts, values } = opening;
  const answer = scene.python();
  const [python, urls] = await Promise.all([
    answer,
    targetUrls(target, values, { databases, python: answer }),
  ]);
  if (urls.foreignDialect !== null) return otherwise({ kind: "dialect", dialect: urls.foreignDialect });
  if (python.bridge === null) return otherwise({ kind: "infrastructure", reason: python.reason });
  const { request, withheld } = openRequest(scene, values.configured, urls);
  await using bridge = python.bridge.open(request, {
    onDatabase: (asked) => databases.give(asked),
    onEvent: (event) => forward(event, scene),
    onOutput: (stream, text) => scene.emit({ kind: "output", target: target.name, stream, text }),
  });
  return await work({
    databases,
    accounts,
    bridge,
    env: request.env,
    withheld,
    given: [...Object.keys(request.env), ...Object.keys(values.dotenv)],
    network: scene.network,
    urlVariables: Object.keys(urls.variables),
  });
}

/** How Python is opened for a target: with the environment of the isolation layer, and the isolated URLs, if any. */
export function openRequest(
  scene: TargetScene,
  configured: EnvironmentValues["configured"],
  urls: Pick<TargetUrls, "main" | "variables">,
): { readonly request: OpenRequest; readonly withheld: readonly string[] } {
  const { target, settings, inherited } = scene;
  const { env, withheld } = childEnvironment({ inherited, configured, urls: urls.variables });
  const { name, iniFile, tomlFile, section, cwd } = target;
  const request: OpenRequest = {
    target: name,
    iniFile,
    tomlFile,
    section,
    cwd,
    scriptLocation: target.isLocationConfigured ? null : target.scriptLocation,
    x: settings.x,
    url: urls.main,
    env,
    // `own` stays open and every database is asked for: Node alone decides what is the target's own, and what is refused.
    own: null,
    foreign: "redirect",
  };
  return { request, withheld };
}

function forward(event: BridgeEvent, scene: TargetScene): void {
  if (event.event !== "revision") return;
  const { revision, done, total } = event;
  scene.emit({ kind: "revision", target: scene.target.name, check: "upgrade", revision, done, total });
}
