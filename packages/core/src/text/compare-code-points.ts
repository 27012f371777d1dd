/** Order by code point, as Python compares strings. `Array.sort` differs above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // Halves of surrogate pairs (U+D800 to U+DFFF) stand for what comes after every single unit.
    const leftPair = left >= 0xd8_00 && left <= 0xdf_ff;
    const rightPair = right >= 0xd8_00 && right <= 0xdf_ff;
    return leftPair === rightPair ? left - right : leftPair ? 1 : -1;
  }
  return a.length - b.length;
}
