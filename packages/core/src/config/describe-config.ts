import { HIDDEN, redactUrl, secretsInUrl } from "../redact/redact-url.ts";
import type { Config, Origins } from "./config.ts";
import { isRecord, joinPath } from "./plain-data.ts";

/** One effective value, for `migrun config`. */
export interface ConfigRow {
  /** `targets.users.url`. */
  readonly path: string;
  /** Plain data without secrets; null: not set, found or inferred when it is needed. */
  readonly value: unknown;
  /** As in `Origins`. */
  readonly origin: string;
}

/** Every effective value with its origin, in the order of `Config`, without secrets. */
export function describeConfig(loaded: {
  readonly config: Config;
  readonly origins: Origins;
}): readonly ConfigRow[] {
  return leaves(loaded.config, []).map(({ keys, value }) => {
    const path = joinPath(keys);
    return { path, value: withoutSecrets(value, keys), origin: originOf(path, loaded.origins) };
  });
}

/** The secrets that a configuration holds, to be handed to `createRedactor`. */
export function secretsInConfig(config: Config): readonly string[] {
  const secrets = leaves(config, []).flatMap(({ keys, value }) => {
    const texts = [value].flat().filter((item) => typeof item === "string");
    return isSecretVariable(keys) ? texts : texts.flatMap(secretsInUrl);
  });
  return [...new Set(secrets)];
}

interface Leaf {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** An empty record has no leaf: there is nothing set in it. */
function leaves(value: unknown, keys: readonly string[]): readonly Leaf[] {
  if (!isRecord(value)) return [{ keys, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...keys, key]));
}

function originOf(path: string, origins: Origins): string {
  return origins[path] ?? "default";
}

/** Variables for env.py whose name says that they are nobody else's business. */
function isSecretVariable(keys: readonly string[]): boolean {
  const [root, , part, name] = keys;
  return (
    root === "targets" &&
    part === "env" &&
    name !== undefined &&
    /secret|token|passw|pwd|passphrase|credential|key/i.test(name)
  );
}

function withoutSecrets(value: unknown, keys: readonly string[]): unknown {
  if (isSecretVariable(keys)) return HIDDEN;
  if (typeof value === "string") return redactUrl(value);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, keys));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, keys)]));
}
