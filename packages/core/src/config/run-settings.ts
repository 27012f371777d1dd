import type { ConfigIssue } from "./config.ts";
import type { ConfigLayer } from "./merge-configs.ts";
import { parseConfigDocument } from "./parse-config.ts";

/** Settings that can be given for one run: by environment variable, and most by a flag. */
export const RUN_SETTINGS = [
  { key: "server", variable: "MIGRUN_SERVER", flag: "--server", kind: "text" },
  { key: "postgres", variable: "MIGRUN_POSTGRES", flag: "--postgres", kind: "number" },
  { key: "jobs", variable: "MIGRUN_JOBS", flag: "--jobs", kind: "number" },
  { key: "python", variable: "MIGRUN_PYTHON", flag: "--python", kind: "text" },
  { key: "strict", variable: "MIGRUN_STRICT", flag: "--strict", kind: "flag" },
  { key: "allRevisions", variable: "MIGRUN_ALL_REVISIONS", flag: "--all-revisions", kind: "flag" },
  {
    key: "assumeLockTimeout",
    variable: "MIGRUN_ASSUME_LOCK_TIMEOUT",
    flag: "--assume-lock-timeout",
    kind: "flag",
  },
  { key: "onlyNewFails", variable: "MIGRUN_ONLY_NEW_FAILS", flag: null, kind: "flag" },
  { key: "as", variable: "MIGRUN_AS", flag: null, kind: "text" },
  { key: "foreignConnection", variable: "MIGRUN_FOREIGN_CONNECTION", flag: null, kind: "text" },
  { key: "isolation", variable: "MIGRUN_ISOLATION", flag: "--isolation", kind: "text" },
  { key: "timeouts.step", variable: "MIGRUN_STEP_TIMEOUT", flag: "--timeout", kind: "number" },
  { key: "timeouts.server", variable: "MIGRUN_SERVER_TIMEOUT", flag: null, kind: "number" },
] as const;

type RunSetting = (typeof RUN_SETTINGS)[number];
type FlagSetting = Extract<RunSetting, { readonly flag: string }>;

/** Values of flags by setting. Texts are read as an environment variable's would be; undefined: not given. */
export type ConfigFlags = {
  readonly [K in FlagSetting["key"]]?: string | number | boolean | undefined;
};

/** What the environment or the flags set. */
export interface RunLayers {
  readonly layers: readonly ConfigLayer[];
  readonly issues: readonly ConfigIssue[];
}

/** The layers of the `MIGRUN_*` variables. An empty variable is one that is not set. */
export function environmentLayers(env: Readonly<Record<string, string | undefined>>): RunLayers {
  return runLayers((setting) => ({
    value: env[setting.variable] === "" ? undefined : env[setting.variable],
    name: setting.variable,
    source: "environment",
  }));
}

/** The layers of the flags of a command line. */
export function flagLayers(flags: ConfigFlags): RunLayers {
  return runLayers((setting) =>
    setting.flag === null ? null : { value: flags[setting.key], name: setting.flag, source: "flag" },
  );
}

interface Given {
  readonly value: string | number | boolean | undefined;
  /** `--jobs`, `MIGRUN_JOBS`. */
  readonly name: string;
  readonly source: "environment" | "flag";
}

function runLayers(givenFor: (setting: RunSetting) => Given | null): RunLayers {
  const layers: ConfigLayer[] = [];
  const issues: ConfigIssue[] = [];
  for (const setting of RUN_SETTINGS) {
    const given = givenFor(setting);
    if (given?.value === undefined) continue;
    const { value, name, source } = given;
    const document = documentOf(
      setting.key,
      typeof value === "string" ? readText(value, setting.kind) : value,
    );
    const parsed = parseConfigDocument(document, source);
    if (parsed.ok) layers.push({ document: parsed.value, origin: `${source} ${name}`, forWholeRun: true });
    else issues.push(...parsed.error.map((issue) => ({ ...issue, path: name })));
  }
  return { layers, issues };
}

function documentOf(key: string, value: unknown): unknown {
  return key.split(".").reduceRight((inner, part) => ({ [part]: inner }), value);
}

const FLAG_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "true", "yes", "on"].map((word) => [word, true] as const),
  ...["0", "false", "no", "off"].map((word) => [word, false] as const),
]);

/** A text that is not of the kind stays a text: the schema refuses it in its own words. */
function readText(text: string, kind: RunSetting["kind"]): unknown {
  if (kind === "number") return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (kind === "flag") return FLAG_WORDS.get(text.trim().toLowerCase()) ?? text;
  return text;
}
