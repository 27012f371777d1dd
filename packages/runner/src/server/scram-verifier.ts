import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/**
 * What Postgres stores for a password (SCRAM-SHA-256, RFC 5802). Made here so that the iteration count
 * is ours: a random password of 128 bits needs no stretching, and drivers that stretch in Python
 * would spend milliseconds on it at every connection.
 */
export function scramVerifier(password: string, iterations = 16): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string): Buffer => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${hmac("Server Key").toString("base64")}`;
}
