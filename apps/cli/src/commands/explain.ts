import { CODE_REGISTRY, MigrunError, nearest } from "@migrun/core";
import type { Context } from "../context.ts";
import { allCodes, explain, type Explanation, isYetToCome } from "../explain/explanation.ts";
import { renderCodes, renderExplanation } from "../explain/render-explanation.ts";
import type { Invocation } from "../invocation.ts";
import { terminalOptions } from "../publish.ts";
import { toJson } from "../reporters/json.ts";

/** Lines of prose are no longer than this, however wide the screen. */
const WIDEST_PROSE = 110;

/** `explain`: what a code means and what to do, from the record of its rule; without one, all codes. Needs nothing. */
export async function runExplain(invocation: Invocation, { io }: Context): Promise<number> {
  const [word] = invocation.operands;
  const known = word === undefined ? null : explained(word);
  const { format, color } = invocation.options;
  if (format === "json") {
    const all = known === null ? allCodes().flatMap((code) => explain(code) ?? []) : [known];
    await io.stdout.write(`${toJson({ schemaVersion: 1, codes: all.map(documentOf) })}\n`);
    return 0;
  }
  const { theme, width } = terminalOptions({ color, verbosity: 0 }, io);
  const look = { theme, width: Math.min(width, WIDEST_PROSE) };
  await io.stdout.write(known === null ? renderCodes(look) : renderExplanation(known, look));
  return 0;
}

function explained(word: string): Explanation {
  const known = explain(word);
  if (known !== null) return known;
  const usage = { code: "MIGRUN_USAGE", exitCode: 2 } as const;
  if (isYetToCome(word)) {
    throw new MigrunError(`${word.toUpperCase()} is reserved for a rule that is not built yet`, {
      ...usage,
      hint: "Run migrun explain for the codes that are.",
    });
  }
  const names = Object.values(CODE_REGISTRY).map(({ rule }) => rule);
  const meant = nearest(word, [...allCodes(), ...names]);
  throw new MigrunError(`no such code or rule: ${word}`, {
    ...usage,
    hint: meant === null ? "Run migrun explain for all codes." : `Did you mean ${meant}?`,
  });
}

function documentOf({ code, name, severity, what, why, fix, bad, good, accept }: Explanation) {
  return { code, name, severity, what, why, fix, bad, good, accept };
}
