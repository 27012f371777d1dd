import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

// The least that RFC 7677 allows; pg8000 refuses a server that asks for less. More would be wasted on a
// random password, and drivers that count in Python spend milliseconds on it at every connection.
const ITERATIONS = 4096;

/** What Postgres stores for a password (SCRAM-SHA-256): given to it in this form, the password is in no statement. */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const hmac = (text: string): Buffer => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${hmac("Server Key").toString("base64")}`;
}
