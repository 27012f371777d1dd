import { CODE_REGISTRY } from "../rules/registry.ts";
import type { Config, Origins, TargetConfig } from "./config.ts";
import { isRecord, joinPath } from "./plain-data.ts";
import { rulesByCode } from "./rules-by-code.ts";
import type { ConfigDocument, TargetDocument } from "./schema.ts";

/** One document of a configuration, with absolute paths, and where it came from. */
export interface ConfigLayer {
  readonly document: ConfigDocument;
  /** As in `Origins`: `migrun.config.yaml`, `flag --jobs`. */
  readonly origin: string;
  /** Given for this one run (flag, environment): its settings go before those of single targets too. */
  readonly forWholeRun?: boolean;
}

/** What holds where nothing is set. */
const DEFAULTS = {
  server: "embedded",
  postgres: 17,
  allRevisions: false,
  strict: false,
  onlyNewFails: false,
  assumeLockTimeout: false,
  as: "superuser",
  foreignConnection: "redirect",
  isolation: "default",
  timeouts: { step: 300, server: 60 },
} as const satisfies ConfigDocument;

/**
 * Makes the effective configuration of layers, the weakest first. Keys are merged at every depth, a later
 * layer wins; a list is one value, replaced as a whole, and a rule is one setting by whichever of its names.
 * Says of each value that was set where it came from.
 */
export function mergeConfigs(layers: readonly ConfigLayer[]): { config: Config; origins: Origins } {
  const merged: MutableRecord = {};
  const origins = new Map<string, string>();
  const defaults: ConfigLayer = { document: DEFAULTS, origin: "default" };
  for (const layer of [defaults, ...layers]) {
    if (layer.forWholeRun) dropTargetSettings(merged, origins, layer.document);
    // What was extended is in layers of its own; the schema is for editors.
    const { extends: _extends, $schema: _schema, ...settings } = layer.document;
    mergeInto(merged, withRuleCodes(settings), layer.origin, [], origins);
  }
  return {
    config: completeConfig(merged as unknown as MergedDocument),
    origins: Object.fromEntries(origins),
  };
}

/** A layer may say `empty-message` and another one `MF101`: the later one is meant to win. */
function withRuleCodes(settings: ConfigDocument): ConfigDocument {
  const coded = <T extends ConfigDocument | TargetDocument>(one: T): T =>
    one.rules === undefined ? one : { ...one, rules: rulesByCode(one.rules, CODE_REGISTRY) };
  if (settings.targets === undefined) return coded(settings);
  const targets = Object.entries(settings.targets).map(([name, target]) => [name, coded(target)] as const);
  return { ...coded(settings), targets: Object.fromEntries(targets) };
}

interface MutableRecord {
  [key: string]: unknown;
}

function mergeInto(
  into: MutableRecord,
  from: Readonly<Record<string, unknown>>,
  origin: string,
  path: readonly string[],
  origins: Map<string, string>,
): void {
  for (const [key, value] of Object.entries(from)) {
    const at = [...path, key];
    if (isRecord(value)) {
      const inner = (into[key] ??= {}) as MutableRecord;
      mergeInto(inner, value, origin, at, origins);
    } else {
      into[key] = value;
      origins.set(joinPath(at), origin);
    }
  }
}

/** `--server` and its like also replace what the file says of single targets. */
function dropTargetSettings(
  merged: MutableRecord,
  origins: Map<string, string>,
  document: ConfigDocument,
): void {
  const targets = (merged["targets"] ?? {}) as Record<string, MutableRecord>;
  for (const key of ["server", "postgres", "python", "as"] as const) {
    if (document[key] === undefined) continue;
    for (const [name, target] of Object.entries(targets)) {
      delete target[key];
      origins.delete(joinPath(["targets", name, key]));
    }
  }
}

/** The defaults are below all layers, so that their keys are always there. */
type MergedDocument = Omit<ConfigDocument, keyof typeof DEFAULTS> & Pick<Config, keyof typeof DEFAULTS>;

function completeConfig(merged: MergedDocument): Config {
  const targets = Object.entries(merged.targets ?? {}).map(
    ([name, target]) => [name, completeTarget(target)] as const,
  );
  return {
    server: merged.server,
    postgres: merged.postgres,
    jobs: merged.jobs ?? null,
    allRevisions: merged.allRevisions,
    strict: merged.strict,
    onlyNewFails: merged.onlyNewFails,
    assumeLockTimeout: merged.assumeLockTimeout,
    python: merged.python ?? null,
    as: merged.as,
    baseline: merged.baseline ?? null,
    foreignConnection: merged.foreignConnection,
    isolation: merged.isolation,
    timeouts: merged.timeouts,
    targets: Object.fromEntries(targets),
    rules: merged.rules ?? {},
    allowImports: list(merged.allowImports),
    ignore: completeIgnores(merged.ignore),
  };
}

function completeTarget(target: TargetDocument): TargetConfig {
  const env = Object.entries(target.env ?? {}).map(([name, value]) => [name, String(value)] as const);
  return {
    config: target.config ?? null,
    section: target.section ?? null,
    cwd: target.cwd ?? null,
    server: target.server ?? null,
    postgres: target.postgres ?? null,
    python: target.python ?? null,
    as: target.as ?? null,
    url: target.url ?? null,
    migrateUrl: target.migrateUrl ?? null,
    trustUrl: target.trustUrl ?? false,
    record: target.record ?? false,
    lockScope: target.lockScope ?? "database",
    urlEnv: target.urlEnv === undefined ? null : list(target.urlEnv),
    env: Object.fromEntries(env),
    envFile: list(target.envFile),
    x: list(target.x),
    after: list(target.after),
    bootstrap: list(target.bootstrap),
    assertions: list(target.assertions),
    heads: target.heads ?? null,
    roundtrip: { floor: target.roundtrip?.floor ?? null },
    assumeLockTimeout: target.assumeLockTimeout ?? null,
    allowImports: list(target.allowImports),
    ignore: completeIgnores(target.ignore),
    rules: target.rules ?? {},
  };
}

function completeIgnores(entries: ConfigDocument["ignore"]): Config["ignore"] {
  return (entries ?? []).map((entry) => ({
    code: entry.code,
    object: entry.object ?? null,
    revision: entry.revision ?? null,
    reason: entry.reason,
    until: entry.until ?? null,
  }));
}

/** A single text stands for a list of one. */
function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
