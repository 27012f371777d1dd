/**
 * `migrun heads` against `alembic heads`: whole processes on the same files, in turns, compiled files present, the
 * middle of `--rounds N` (7). 100, 1 000 and 10 000 revisions, 1 000 in a git repository, where migrun also asks git for the base, then
 * 20 targets of 200 against the loop over `--name`. `--json` is for machines.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { ensureEnvironment } from "../scripts/python-environments.ts";
import { generateWorkspace } from "./generate-history.ts";
import { describeMachine, median, renderTable } from "./machine.ts";

const { values: options } = parseArgs({
  strict: false,
  options: { rounds: { type: "string", default: "7" } },
});
const ROUNDS = Number(options.rounds);
const MIGRUN = join(import.meta.dirname, "..", "apps", "cli", "bin", "migrun.js");
const run = promisify(execFile);

/** What one process took. */
interface Cost {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of user and system time. */
  readonly cpu: number;
  /** MiB of the biggest process. */
  readonly peak: number;
}

/** Both sides of one line, the middle of all rounds. */
interface Line {
  readonly name: string;
  readonly alembic: Cost;
  readonly migrun: Cost;
}

const environment = await ensureEnvironment("newest");
const ALEMBIC = join(dirname(environment.python), "alembic");
const folder = await mkdtemp(join(tmpdir(), "migrun-benchmark-"));
try {
  const lines: Line[] = [];
  for (const revisions of [100, 1000, 10_000])
    lines.push(await compare(`${revisions} revisions`, ["users"], { revisions }));
  lines.push(await compare("1000, in a repository", ["users"], { revisions: 1000, inRepository: true }));
  const many = Array.from({ length: 20 }, (_, index) => `target_${index}`);
  lines.push(await compare("20 × 200 revisions", many, { revisions: 200 }));
  print(lines);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(
  name: string,
  targets: readonly string[],
  { revisions, inRepository = false }: { readonly revisions: number; readonly inRepository?: boolean },
): Promise<Line> {
  const workspace = join(folder, name.replaceAll(/\W+/gu, "-"));
  const url = "postgresql+psycopg2://bench@127.0.0.1:5432";
  await generateWorkspace({ folder: workspace, targets, revisions, url });
  if (inRepository) await commit(workspace);
  const costs: { alembic: Cost; migrun: Cost }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const each: Cost[] = [];
    for (const target of targets)
      each.push(await measureProcess([ALEMBIC, "-n", target, "heads"], workspace));
    const alembic = {
      wall: sum(each, "wall"),
      cpu: sum(each, "cpu"),
      peak: Math.max(...each.map(({ peak }) => peak)),
    };
    const migrun = await measureProcess([process.execPath, MIGRUN, "heads"], workspace);
    // The first round makes the compiled files, and fills the file cache.
    if (round > 0) costs.push({ alembic, migrun });
  }
  const middle = (side: "alembic" | "migrun"): Cost => {
    const of = (key: keyof Cost): number => median(costs.map((cost) => cost[side][key]));
    return { wall: of("wall"), cpu: of("cpu"), peak: of("peak") };
  };
  return { name, alembic: middle("alembic"), migrun: middle("migrun") };
}

async function commit(workspace: string): Promise<void> {
  const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"];
  await run("git", ["init", "-q", "-b", "main"], { cwd: workspace });
  await run("git", ["add", "."], { cwd: workspace });
  await run("git", [...identity, "commit", "-q", "-m", "start"], { cwd: workspace });
}

async function measureProcess(command: readonly string[], cwd: string): Promise<Cost> {
  const script = join(import.meta.dirname, "measure_process.py");
  const { stdout } = await run(environment.python, ["-S", script, ...command], { cwd });
  const cost = JSON.parse(stdout) as Cost & { readonly status: number };
  if (cost.status !== 0) throw new Error(`${command.join(" ")} ended with ${cost.status}`);
  return cost;
}

function sum(costs: readonly Cost[], key: "wall" | "cpu"): number {
  return costs.reduce((total, cost) => total + cost[key], 0);
}

function print(lines: readonly Line[]): void {
  const machine = describeMachine();
  const { versions } = environment;
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ machine, versions, rounds: ROUNDS, lines }, null, 2));
    return;
  }
  const cost = ({ wall, cpu, peak }: Cost): string[] => [
    `${wall.toFixed(0)} ms`,
    `${cpu.toFixed(0)} ms`,
    `${peak.toFixed(0)} MiB`,
  ];
  const rows = lines.flatMap(({ name, alembic, migrun }) => [
    [`${name}: alembic heads`, ...cost(alembic), ""],
    [`${name}: migrun heads`, ...cost(migrun), `${(alembic.wall / migrun.wall).toFixed(1)} ×`],
  ]);
  console.log(renderTable([["", "wall", "user + system", "peak", ""], ...rows]));
  console.log(`The middle of ${ROUNDS}. ${machine}`);
  console.log(`Python ${versions.python}, Alembic ${versions.alembic}`);
}
