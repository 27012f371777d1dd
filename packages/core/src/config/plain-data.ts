/** Deeper than any configuration: what lies below is cut, so that a value that holds itself ends. */
const DEEPEST = 12;

/**
 * A parsed or imported value as plain data: dates of YAML and TOML become `YYYY-MM-DD` texts, keys without
 * a value (`undefined`) go.
 */
export function plainData(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return null;
  if (isDate(value)) return value.toISOString().slice(0, "YYYY-MM-DD".length);
  if (Array.isArray(value)) return value.map((item) => plainData(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plainData(item, depth + 1)]),
  );
}

/** Is it an object of keys and values? */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `targets.users.url`; keys that hold a dot or a space are quoted: `targets."my.db".url`. */
export function joinPath(keys: readonly (string | number)[]): string {
  return keys
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const shown = /^[^\s."[\]]+$/.test(key) ? key : JSON.stringify(key);
      return index === 0 ? shown : `.${shown}`;
    })
    .join("");
}

function isDate(value: object): value is { toISOString(): string } {
  return "toISOString" in value && typeof value.toISOString === "function";
}
