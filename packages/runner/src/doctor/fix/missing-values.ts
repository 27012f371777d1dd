/** Variables to be given, by target. */
export type MissingVariables = ReadonlyMap<string, readonly string[]>;

/** A value that lets settings load: of the kind that the name asks for. */
export function placeholderFor(name: string): string {
  const kind = KINDS.find(([pattern]) => pattern.test(name));
  return kind?.[1] ?? "placeholder";
}

/** Settings often check the type of a value; none of these leads anywhere. */
const KINDS: readonly (readonly [pattern: RegExp, value: string])[] = [
  [/(?:^|_)(?:REDIS|CELERY|BROKER)\w*_(?:URL|URI|DSN)$/u, "redis://localhost:6379/0"],
  [/(?:^|_)(?:URL|URI|ENDPOINT|ORIGIN)$/u, "http://localhost"],
  [/(?:^|_)(?:PORT|TIMEOUT|SIZE|LIMIT|MINUTES|SECONDS|DAYS|COUNT|WORKERS|TTL)$/u, "1"],
  [/(?:^|_)(?:HOST|HOSTNAME|DOMAIN|SERVER)$/u, "localhost"],
  [/(?:^|_)EMAIL$/u, "nobody@example.org"],
  [/(?:^|_)(?:DEBUG|ENABLED|DISABLED)$|^(?:IS|USE|ENABLE|DISABLE)_/u, "false"],
  [/(?:^|_)(?:ENV|ENVIRONMENT)$/u, "test"],
];

/** The values to add, by target and variable: `{ users: { env: { SECRET_KEY: "placeholder" } } }`. */
export function addedTargets(
  missing: MissingVariables,
): Readonly<Record<string, { env: Record<string, string> }>> {
  return Object.fromEntries(
    [...missing]
      .filter(([, names]) => names.length > 0)
      .map(([target, names]) => [
        target,
        { env: Object.fromEntries(names.map((name) => [name, placeholderFor(name)])) },
      ]),
  );
}

/** `document.targets.<name>.env.<VARIABLE>` with what is missing added; a value that is there stays. */
export function withMissing(document: unknown, missing: MissingVariables): unknown {
  const root = recordOf(document);
  const targets = { ...recordOf(root["targets"]) };
  for (const [name, { env }] of Object.entries(addedTargets(missing))) {
    const target = recordOf(targets[name]);
    targets[name] = { ...target, env: { ...env, ...recordOf(target["env"]) } };
  }
  return { ...root, targets };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
