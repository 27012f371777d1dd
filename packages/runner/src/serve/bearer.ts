import { createHash, timingSafeEqual } from "node:crypto";

/** Who asks: `none` gave no credentials, `wrong` gave some that are not right. */
export type Caller = "trusted" | "none" | "wrong";

/** Judges an `Authorization` header: `Bearer TOKEN`, or `Basic` with the token as password, as browsers send it. */
export function callerOf(header: string | undefined, token: string | null): Caller {
  if (header === undefined) return "none";
  const [, scheme = "", value = ""] = /^(\w+)\s+(\S+)\s*$/u.exec(header) ?? [];
  const given = scheme.toLowerCase() === "basic" ? passwordOf(value) : value;
  const isScheme = /^(?:basic|bearer)$/iu.test(scheme);
  return isScheme && token !== null && isSame(given, token) ? "trusted" : "wrong";
}

function passwordOf(value: string): string {
  const text = Buffer.from(value, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

/** In constant time: hashes are of one length, so that not even the token's can be measured. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
