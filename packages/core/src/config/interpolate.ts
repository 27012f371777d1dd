import type { ConfigIssue } from "./config.ts";
import { isRecord, joinPath, plainData } from "./plain-data.ts";

/** A document with its variables filled in, and what could not be. */
export interface Interpolated {
  readonly value: unknown;
  /** Variables that are not set, and `${` that is no variable. */
  readonly issues: readonly ConfigIssue[];
  /** Variables of live databases that are not set: a problem only for commands that need that database. */
  readonly unset: readonly ConfigIssue[];
  /** The variables that stand in the URL of each live database, by its path, whether they are set or not. */
  readonly urlVariables: ReadonlyMap<string, UrlVariables>;
}

/** What stands in a URL of the configuration. */
export interface UrlVariables {
  readonly names: readonly string[];
  /** The whole URL is the value of one. */
  readonly isWhole: boolean;
}

const PLACEHOLDER = /\$\$|\$\{([A-Za-z_]\w*)(?::-((?:(?!\$\{)[^}])*))?\}|\$\{/g;

/**
 * Fills `${NAME}` and `${NAME:-default}` (used where the variable is not set or empty) into every text;
 * `$$` gives a dollar. A variable that is not set is a problem, except in `targets.*.url` and
 * `migrateUrl`: the live database is unknown then (null), which no check cares about.
 */
export function interpolateDocument(
  content: unknown,
  env: Readonly<Record<string, string | undefined>>,
  source: string,
): Interpolated {
  const issues: ConfigIssue[] = [];
  const unset: ConfigIssue[] = [];
  const urlVariables = new Map<string, UrlVariables>();
  const fill = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (isLiveUrl(path)) urlVariables.set(joinPath(path), variablesIn(value));
    if (typeof value === "string") {
      const filled = fillText(value, env);
      if (filled.problem === null) return filled.text;
      const issue = { path: joinPath(path), message: filled.problem.message, nearest: null, source };
      if (filled.problem.kind === "malformed" || !isLiveUrl(path)) issues.push(issue);
      else unset.push(issue);
      // Null would be a second, misleading problem anywhere else.
      return isLiveUrl(path) ? null : value;
    }
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fill(inner, [...path, key])]),
    );
  };
  return { value: fill(plainData(content), []), issues, unset, urlVariables };
}

function isLiveUrl(path: readonly (string | number)[]): boolean {
  return path.length === 3 && path[0] === "targets" && (path[2] === "url" || path[2] === "migrateUrl");
}

function variablesIn(value: unknown): UrlVariables {
  if (typeof value !== "string") return { names: [], isWhole: false };
  const found = [...value.matchAll(PLACEHOLDER)];
  const names = found.flatMap(([, name]) => (name === undefined ? [] : [name]));
  return { names, isWhole: names.length === 1 && found[0]?.[0] === value.trim() };
}

interface Filled {
  readonly text: string;
  readonly problem: { readonly kind: "unset" | "malformed"; readonly message: string } | null;
}

function fillText(text: string, env: Readonly<Record<string, string | undefined>>): Filled {
  let problem: Filled["problem"] = null;
  const filled = text.replace(
    PLACEHOLDER,
    (match, name: string | undefined, fallback: string | undefined) => {
      if (match === "$$") return "$";
      if (name === undefined) {
        problem ??= {
          kind: "malformed",
          message: "${ must go on as ${NAME} or ${NAME:-default}; $$ gives a dollar",
        };
        return match;
      }
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (fallback !== undefined) return value || fallback;
      if (value === undefined) problem ??= { kind: "unset", message: `the variable ${name} is not set` };
      return value ?? match;
    },
  );
  return { text: filled, problem };
}
