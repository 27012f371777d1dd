/** Does a word hold anything that makes it a pattern? */
export function isGlob(word: string): boolean {
  return /[*?[]/u.test(word);
}

const TOKEN = /\[(!?)([^\]]+)\]|[\s\S]/gu;

/** Does a name match a pattern of `*` (anything, `/` too), `?` (one character) and `[a-c]`, `[!a-c]` as a whole? */
export function matchesGlob(name: string, glob: string): boolean {
  const source = glob.replace(TOKEN, (token: string, not: string | undefined, set: string) => {
    if (not !== undefined) return `[${not === "" ? "" : "^"}${escapeSet(set)}]`;
    if (token === "*") return ".*";
    if (token === "?") return ".";
    return token.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
  });
  return new RegExp(`^${source}$`, "su").test(name);
}

/** A `-` stays a range only between two characters that are in order; `[z-a]` would be no expression at all. */
function escapeSet(set: string): string {
  const escaped = set.replace(/[\\^[]/gu, "\\$&");
  return escaped.replace(/-/gu, (dash: string, at: number) => {
    const before = escaped[at - 1];
    const after = escaped[at + 1];
    const isRange =
      before !== undefined && after !== undefined && /^\w\w$/u.test(before + after) && before <= after;
    return isRange ? dash : "\\-";
  });
}
