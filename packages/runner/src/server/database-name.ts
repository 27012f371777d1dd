import { createHash } from "node:crypto";

/** Postgres cuts longer names off. Bytes of UTF-8. */
export const NAME_LIMIT = 63;

/** A name with a suffix, cut at a character so that both fit into a Postgres name; NUL cannot be in one. */
export function fitName(wanted: string, suffix: string): string {
  const room = NAME_LIMIT - Buffer.byteLength(suffix);
  let name = "";
  let size = 0;
  for (const character of wanted.replaceAll("\0", "")) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    name += character;
  }
  return name + suffix;
}

/** `migrun_<run>_<target>_<n>`: a long target is cut and gets a digest, so that two never meet. */
export function databaseName(runId: string, target: string, number: number): string {
  const plain = target.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "_");
  const room = NAME_LIMIT - `migrun_${runId}__${number}`.length;
  const digest = createHash("sha256").update(target).digest("hex").slice(0, 6);
  const middle = plain.length <= room ? plain : `${plain.slice(0, room - 7)}_${digest}`;
  return `migrun_${runId}_${middle}_${number}`;
}
