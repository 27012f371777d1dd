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

/** The page as it is; with MIGRUN_WRITE_RELIABILITY=1 it is written anew first. */
export async function pageOf(faults: readonly Fault[]): Promise<string> {
  if (process.env["MIGRUN_WRITE_RELIABILITY"] === "1") await writeFile(FILE, renderFaults(faults));
  return await readFile(FILE, "utf8");
}
