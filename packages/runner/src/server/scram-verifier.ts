import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

// A random password of 128 bits cannot be guessed, whatever one guess costs. Clients never see this number: the server
// asks for the password itself (see cluster-template.ts), so drivers that refuse few iterations do not mind.
const ITERATIONS = 1;

/** What Postgres stores for a password (SCRAM-SHA-256): given to it in this form, the password is in no statement. */
export function scramVerifier(password: string, iterations = ITERATIONS): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string): Buffer => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${hmac("Server Key").toString("base64")}`;
}
