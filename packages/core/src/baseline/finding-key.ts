import { fnv64 } from "./fnv64.ts";

/** What makes a finding the same finding in the next run. */
export interface FindingFacts {
  /** Name of the target; null for a problem of the whole run. */
  readonly target: string | null;
  readonly code: string;
  readonly revision: string | null;
  readonly object: string | null;
  /** Relative to the working directory; tells apart findings that name neither revision nor object. */
  readonly file?: string | null;
  /** As `file`. */
  readonly message?: string;
}

/**
 * The facts that identify a finding, as one text: target, code, revision and object. Only where it names
 * neither revision nor object, file and message stand in. Never a line: code moves.
 */
export function findingKey(facts: FindingFacts): string {
  const { target, code, revision, object } = facts;
  const standIns = revision === null && object === null ? [facts.file ?? null, facts.message ?? null] : [];
  return JSON.stringify([target, code, revision, object, ...standIns]);
}

/** The stable fingerprint of a finding, 32 hexadecimal digits: a hash of its key. */
export function fingerprintOf(facts: FindingFacts): string {
  const key = findingKey(facts);
  // 64 bits alone would be few for baselines of many services; the second half starts from another state.
  return fnv64(key) + fnv64(`\u0000${key}`);
}
