/**
 * Milliseconds of a clock that never goes back, for measuring what something took. Node loads a good deal of code at the
 * first use of `performance`, which is a noticeable part of a short command.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
