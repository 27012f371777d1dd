/** Lines of context around a change. */
const CONTEXT = 3;

/** What was changed, as a unified diff of one hunk: the two texts share their beginning and their end. */
export function lineDiff(file: string, before: string | null, after: string): string {
  const old = linesOf(before ?? "");
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const from = Math.max(0, start - CONTEXT);
  const tail = Math.min(CONTEXT, end);
  const removed = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  const around = [old.slice(from, start), old.slice(old.length - end, old.length - end + tail)];
  const sizeOf = (changed: readonly string[]): number => start - from + changed.length + tail;
  const range = (size: number): string => `${size === 0 ? from : from + 1},${size}`;
  return [
    `--- ${before === null ? "/dev/null" : file}`,
    `+++ ${file}`,
    `@@ -${range(sizeOf(removed))} +${range(sizeOf(added))} @@`,
    ...(around[0] ?? []).map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...(around[1] ?? []).map((line) => ` ${line}`),
  ].join("\n");
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}
