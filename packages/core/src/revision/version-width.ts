/** How many characters Alembic's version table holds: `version_num` is a VARCHAR(32) in every version until 1.20. */
export const VERSION_WIDTH = 32;

/** A length after `version_num`, as SQL or as a type of SQLAlchemy, within the same statement. */
const WIDENED =
  /version_num\b[^;]{0,240}?\b(?:VARCHAR|CHARACTER\s+VARYING|String|Unicode)\s*\(\s*(?:length\s*=\s*)?(\d+)/giu;
const UNBOUNDED = /version_num\b[^;]{0,240}?\b(?:TEXT|Text|UnicodeText)\b/u;

/** How wide the texts of env.py and of the revisions make the version table; 32 where none says otherwise. */
export function versionWidthIn(texts: Iterable<string>): number {
  let width = VERSION_WIDTH;
  for (const text of texts) {
    if (!text.includes("version_num")) continue;
    if (UNBOUNDED.test(text)) return Number.POSITIVE_INFINITY;
    for (const [, length] of text.matchAll(WIDENED)) width = Math.max(width, Number(length));
  }
  return width;
}
