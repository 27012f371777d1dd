import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus, release, totalmem, type as systemName } from "node:os";

/** What the numbers were measured on, for people. */
export function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? "unknown processor";
  return `${processors.length} × ${model}, ${memory} GiB, ${systemName()} ${release()}, Node ${process.versions.node}`;
}

/** Milliseconds that the work took, by a clock that never steps back. */
export async function measure(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The middle of the values; of an even number the mean of both. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** Medians of two pieces of work, run in turns so that both see the same machine. Milliseconds. */
export async function inTurns(
  pairs: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let pair = 0; pair <= pairs; pair += 1) {
    const one = await measure(first);
    const other = await measure(second);
    // The first pair fills the file cache.
    if (pair === 0) continue;
    times[0].push(one);
    times[1].push(other);
  }
  return [median(times[0]), median(times[1])];
}

/** Rows with columns aligned: the first to the left, the others to the right. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

/** `1.23 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** This process and all that it has started by now, as {@link processorTime} takes them; null: only Linux tells. */
export function processFamily(): readonly string[] | null {
  if (!existsSync("/proc/self/task")) return null;
  const parents = new Map<string, string>();
  for (const pid of readdirSync("/proc")) {
    const stat = /^\d+$/u.test(pid) ? readOrEmpty(`/proc/${pid}/stat`) : "";
    // After the name, which may hold anything: the state, then the parent.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent !== undefined) parents.set(pid, parent);
  }
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  return [...parents.keys()].filter((pid) => isOurs(pid));
}

/** Processor time of these processes since they began, milliseconds: what a busy machine does not make longer. */
export function processorTime(family: readonly string[]): number {
  const tasks = family.flatMap((pid) => tasksOf(pid));
  const nanoseconds = tasks.map((task) => Number(readOrEmpty(`${task}/schedstat`).split(" ")[0]));
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

function tasksOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}`);
  } catch {
    return [];
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
