import { readBody } from "../revision-body/read-body.ts";
import { outsideKind } from "./outside-kind.ts";
import type { OutsideKind } from "./outside-kind.ts";

/** A call that works outside of the Python process: what isolation inside of the process does not see. */
export interface OutsideCall {
  /** 1-based. */
  readonly line: number;
  /** What is called, whatever it was imported as: `subprocess.run`. */
  readonly call: string;
  readonly kind: OutsideKind;
}

/** Finds the calls in the text of a Python file (newlines `\n`) that reach out of the process or wait; one for each line. */
export function findOutsideCalls(text: string): readonly OutsideCall[] {
  const found = new Map<number, OutsideCall>();
  for (const call of readBody(text).calls) {
    const kind = outsideKind(call);
    if (kind !== null && !found.has(call.line))
      found.set(call.line, { line: call.line, call: call.path ?? "", kind });
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}
