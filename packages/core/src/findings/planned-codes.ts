/** Codes of the catalogue whose rules are still to come: first and last number of each family. */
const PLANNED = [
  ["MG", 1, 12],
  ["MF", 101, 126],
  ["MS", 201, 299],
  ["MT", 301, 320],
  ["MD", 401, 415],
  ["MR", 501, 510],
  ["MY", 601, 613],
  ["ML", 701, 704],
] as const;

/** Is it a code that a later version judges? Comments and configurations may name it already. */
export function isPlannedCode(code: string): boolean {
  const [, family, digits] = /^(M[A-Z])(\d{3})$/.exec(code) ?? [];
  return PLANNED.some(([key, from, to]) => key === family && Number(digits) >= from && Number(digits) <= to);
}
