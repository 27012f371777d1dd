import { secretPattern } from "./secret-pattern.ts";

/** What stands in place of a secret. */
export const HIDDEN = "***";

/**
 * A database URL or libpq keyword string without its secrets, the only way to show one. The user is
 * kept; the password and secret query parameters become `***`. Where it is unclear what belongs to the
 * password (a raw `@`, `/` or `?` in it), more is hidden rather than less.
 */
export function redactUrl(url: string): string {
  return hideNamed(hideUserinfo(url), WHOLE);
}

/**
 * Makes the function that every text passes before it is shown: it hides the given secrets as written,
 * percent-encoded or decoded, and passwords in anything that looks like a URL or a keyword string.
 * Secrets that are short or plain words (`postgres`, `users`) are hidden in such places only: hiding
 * them everywhere would garble names that mean something else.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secretPattern(secrets);
  return (text) => {
    const hidden = known === null ? text : text.replace(known, HIDDEN);
    // Whitespace ends a URL inside a text, and so does a quote that closes a string.
    const shaped = hidden.includes("://")
      ? hidden.replace(/\S+/g, (token) =>
          token.includes("://") ? token.split(CLOSING_QUOTE).map(hideUserinfo).join("") : token,
        )
      : hidden;
    return hideNamed(shaped, IN_TEXT);
  };
}

/** Splits at a quote that ends a string, and keeps it: `"url":` and `'url',` but not `p'w`. */
const CLOSING_QUOTE = /(["'`](?=[,;:)\]}]))/;

/** The password of a URL and its secret parameters as written, to be handed to `createRedactor`. */
export function secretsInUrl(url: string): readonly string[] {
  const secrets: string[] = [];
  const place = passwordPlace(url);
  if (place !== null) secrets.push(url.slice(place.start, place.end));
  for (const match of url.matchAll(WHOLE.parameter)) secrets.push(match[2] ?? "");
  if (!url.includes("://")) {
    for (const match of url.matchAll(WHOLE.assignment)) secrets.push(unquoted(match[2] ?? ""));
  }
  return [...new Set(secrets.filter((secret) => secret !== "" && secret !== HIDDEN))];
}

function hideUserinfo(text: string): string {
  const place = passwordPlace(text);
  return place === null ? text : text.slice(0, place.start) + HIDDEN + text.slice(place.end);
}

/**
 * Where the first password of a URL stands in the text. A password in a database URL may hold a raw `/`, `?`
 * or `#`, so that only the last `@` ends it. In a web address it cannot, and an `@` in its path
 * (`/@scope/package`) is common.
 */
function passwordPlace(text: string): { start: number; end: number } | null {
  const lastAt = text.lastIndexOf("@");
  for (let scheme = text.indexOf("://"); scheme >= 0; scheme = text.indexOf("://", scheme + 3)) {
    const start = scheme + 3;
    const end = isWebAddress(text, scheme) ? start + webAuthority(text, start).lastIndexOf("@") : lastAt;
    const colon = text.indexOf(":", start);
    if (start <= colon && colon < end) return { start: colon + 1, end };
    if (lastAt < start) return null;
  }
  return null;
}

function isWebAddress(text: string, scheme: number): boolean {
  return /(?:^|[^a-z])https?$/i.test(text.slice(Math.max(0, scheme - 6), scheme));
}

function webAuthority(text: string, start: number): string {
  const rest = text.slice(start);
  const length = rest.search(/[/?#]/);
  return length < 0 ? rest : rest.slice(0, length);
}

interface SecretPatterns {
  /** Query parameters that carry a secret: `password`, `sslpassword`, `access_token`, `client_secret`, … */
  readonly parameter: RegExp;
  /**
   * `password=…` of libpq keyword strings, of environment variables and of Python calls, and `'password': '…'`
   * of printed dictionaries. A quoted value may hold escaped quotes; libpq allows spaces around `=`.
   */
  readonly assignment: RegExp;
}

/** Patterns with the name as group 1 and the value as group 2. `inValue`: a character of a plain value. */
function secretPatterns(inValue: RegExp): SecretPatterns {
  return {
    parameter: new RegExp(
      String.raw`([?&;][\w.-]{0,40}(?:password|passwd|pwd|passphrase|secret|token|api_?key|odbc_connect)[\w.-]{0,40}=)((?:(?!&)${inValue.source})*)`,
      "gi",
    ),
    assignment: new RegExp(
      String.raw`((?:password|passwd|passphrase)(?:\s{0,4}=\s{0,4}(?!=)|["']\s{0,4}:\s{0,4}(?=["'])))(?!\*\*\*(?:[&\s]|$))('(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|(?:${inValue.source})+)`,
      "gis",
    ),
  };
}

/** Of a string that is a URL or a keyword string as a whole. */
const WHOLE = secretPatterns(/\S/);
/** Inside a text, a quote that closes a string around the value ends it too. */
const IN_TEXT = secretPatterns(/(?!["'`](?:[\s,;:)\]}]|$))\S/);

function hideNamed(text: string, patterns: SecretPatterns): string {
  return text
    .replace(patterns.parameter, `$1${HIDDEN}`)
    .replace(patterns.assignment, (_, key: string, value: string) => {
      const quote = /^["']/.exec(value)?.[0] ?? "";
      return `${key}${quote}${HIDDEN}${quote}`;
    });
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote !== "'" && quote !== '"') return value;
  return value.slice(1, value.endsWith(quote) ? -1 : undefined).replaceAll(/\\(.)/gs, "$1");
}
