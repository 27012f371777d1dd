/**
 * The candidate that the writer of an unknown word most likely meant, for "did you mean"; null if
 * none is near. Letter case does not count. Near is: at most a third of the longer word mistyped,
 * or the word being the beginning of the candidate.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const typed = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const distance = editDistance(typed, known);
    if (distance < bestDistance && isNear(typed, known, distance)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function isNear(typed: string, known: string, distance: number): boolean {
  if (distance === 0) return true;
  if (typed.length >= 3 && known.startsWith(typed)) return true;
  const limit = Math.max(1, Math.floor(Math.max(typed.length, known.length) / 3));
  return distance <= limit && distance < Math.min(typed.length, known.length);
}

/** Letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(costs: readonly number[], index: number): number {
  return costs[index] ?? Number.POSITIVE_INFINITY;
}
