import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import { nearest } from "../text/nearest.ts";
import { isGlob, matchesGlob } from "./matches-glob.ts";

/** A word of a selection that stands for no target. */
export interface UnknownTarget {
  readonly word: string;
  /** The name that was probably meant; null if none is near. */
  readonly nearest: string | null;
}

/** Why a selection cannot be made: exit 2. */
export interface SelectionError {
  readonly unknown: readonly UnknownTarget[];
  /** All names there are, in order. */
  readonly known: readonly string[];
}

/**
 * The targets that the given words mean, in the order of `targets`, each once; all of them if there are no words.
 * A word is a name, a glob, or several of these split by `,` or `/`; a target of exactly that name goes first.
 * Works for anything named, so that targets and unreadable ones can be selected alike.
 */
export function selectTargets<T extends { readonly name: string | null }>(
  targets: readonly T[],
  words: readonly string[],
): Result<readonly T[], SelectionError> {
  if (words.length === 0) return ok(targets);
  const known = [...new Set(targets.flatMap(({ name }) => (name === null ? [] : [name])))];
  const names = new Set<string>();
  const unknown: UnknownTarget[] = [];
  for (const word of words) {
    for (const meant of resolveWord(word, known)) {
      if (typeof meant === "string") names.add(meant);
      else unknown.push(meant);
    }
  }
  if (unknown.length > 0) return err({ unknown, known });
  return ok(targets.filter(({ name }) => name !== null && names.has(name)));
}

type Meaning = readonly (string | UnknownTarget)[];

function resolveWord(word: string, known: readonly string[]): Meaning {
  if (known.includes(word)) return [word];
  const parts = word.split(",").filter((part) => part.trim() !== "");
  // `--name "$NAME"` with an empty variable must not come to mean every target.
  if (parts.length === 0) return [{ word, nearest: null }];
  return parts.flatMap((part) => resolvePart(part.trim(), known));
}

function resolvePart(part: string, known: readonly string[]): Meaning {
  const whole = matching(part, known);
  if (whole.length > 0) return whole;
  const pieces = part.split("/").filter((piece) => piece !== "");
  if (pieces.length < 2) return [{ word: part, nearest: nearest(part, known) }];
  const meant: (string | UnknownTarget)[] = [];
  for (let start = 0; start < pieces.length;) {
    const { length, names } = longestMatch(pieces.slice(start), known);
    const piece = pieces[start] ?? "";
    if (names.length > 0) meant.push(...names);
    else meant.push({ word: piece, nearest: nearest(piece, known) });
    start += length;
  }
  return meant;
}

/** Names may hold a `/` themselves, so the longest run of pieces that is a name wins. */
function longestMatch(
  pieces: readonly string[],
  known: readonly string[],
): { length: number; names: Meaning } {
  for (let length = pieces.length; length > 0; length--) {
    const names = matching(pieces.slice(0, length).join("/"), known);
    if (names.length > 0) return { length, names };
  }
  return { length: 1, names: [] };
}

function matching(word: string, known: readonly string[]): readonly string[] {
  if (known.includes(word)) return [word];
  return isGlob(word) ? known.filter((name) => matchesGlob(name, word)) : [];
}
