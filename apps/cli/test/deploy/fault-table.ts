import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { workspace } from "../rig/repository.ts";

/** One row of `docs/reliability.md`: what was done, and what the test saw of it. */
export interface Fault {
  readonly fault: string;
  /** Exit codes and states, as the test asserted them. */
  readonly happened: string;
}

const FILE = join(workspace, "docs", "reliability.md");

const HEAD = `# What happens when things break

Each row is a test on real Postgres and real Alembic (\`apps/cli/test/deploy/faults.test.ts\`); this page is written by
those tests and compared with them in every full run. Nothing here is simulated by a mock: processes are killed with
signals, sessions are ended by the server, servers are restarted.

| what breaks | what happens |
| --- | --- |
`;

/** The page made of the rows that tests have seen. */
export function renderFaults(faults: readonly Fault[]): string {
  return HEAD + faults.map(({ fault, happened }) => `| ${fault} | ${happened} |\n`).join("");
}

/**
 * The page as it is, without the rows of faults that could not be made here; with MIGRUN_WRITE_RELIABILITY=1 it is
 * written anew first, if all could.
 */
export async function pageOf(faults: readonly Fault[], missed: readonly string[]): Promise<string> {
  const isWritten = process.env["MIGRUN_WRITE_RELIABILITY"] === "1" && missed.length === 0;
  if (isWritten) await writeFile(FILE, renderFaults(faults));
  const lines = (await readFile(FILE, "utf8")).split("\n");
  return lines.filter((line) => !missed.some((fault) => line.startsWith(`| ${fault}`))).join("\n");
}
