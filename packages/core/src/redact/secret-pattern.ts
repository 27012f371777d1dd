/**
 * One expression for all spellings of all secrets, the longest first; null if there is nothing to hide.
 * Spellings: as written and percent-decoded, and of both every mixture of raw and percent-encoded
 * characters, with the escapes that Python, JSON and ini files put before quotes, `\` and `%`. The rest
 * of a secret from any of its `%` on counts as one too: Python quotes it where an ini value has a stray `%`.
 */
export function secretPattern(secrets: readonly string[]): RegExp | null {
  const spellings = new Set([
    ...secrets.flatMap(writtenAndDecoded).filter(standsOut),
    ...secrets
      .flatMap(restsFromPercent)
      .flatMap(writtenAndDecoded)
      .filter((rest) => rest.length >= SHORTEST_REST && standsOut(rest)),
  ]);
  if (spellings.size === 0) return null;
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((secret) => [...secret].map(anySpelling).join("")).join("|"), "gu");
}

/**
 * Could it be found in a text without hiding words that are no secret? Shorter than four characters, or
 * nothing but up to eight letters (`postgres`, `users`): no.
 */
function standsOut(secret: string): boolean {
  return secret.length >= 4 && !/^[a-z]{0,8}$/i.test(secret);
}

function writtenAndDecoded(secret: string): readonly string[] {
  return [secret, percentDecoded(secret)];
}

/** Shortest part of a secret that is hidden by itself, in characters. */
const SHORTEST_REST = 8;

function restsFromPercent(secret: string): readonly string[] {
  return [...secret.matchAll(/%/g)].map(({ index }) => secret.slice(index));
}

/** Percent-decodes as Python's `unquote`: what is not a valid sequence stays as it is. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function anySpelling(character: string): string {
  const raw = escapePattern(character);
  const code = character.codePointAt(0) ?? 0;
  // A lone surrogate has no UTF-8 form.
  const encoded = code >= 0xd800 && code <= 0xdfff ? [] : [percentEncoded(character)];
  const others = [
    ...encoded,
    ...(SPELLINGS[character] ?? []),
    ...(code > 0x7e ? [unicodeEscape(character)] : []),
  ];
  return `(?:${[raw, ...others].join("|")})`;
}

const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  " ": ["\\+"],
  "%": ["%%"],
  "\\": ["\\\\\\\\"],
  "'": ["\\\\'", "''"],
  '"': ['\\\\"', '""'],
};

function percentEncoded(character: string): string {
  const encoded = /^[\w.!~*'()-]$/.test(character)
    ? `%${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`
    : encodeURIComponent(character);
  return encoded.replace(/[a-f]/gi, (digit) => `[${digit.toLowerCase()}${digit.toUpperCase()}]`);
}

function unicodeEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units
    .map((unit) =>
      `\\\\u${unit.toString(16).padStart(4, "0")}`.replace(
        /[a-f]/g,
        (digit) => `[${digit}${digit.toUpperCase()}]`,
      ),
    )
    .join("");
}

function escapePattern(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
