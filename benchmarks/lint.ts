/**
 * The check `lint` against running the revisions that it judges: `migrun all --only upgrade`, and the same with `lint`, in turns; the
 * middle of `--rounds N` (3), for 100, 1 000 and 3 000 revisions of one target, all new. `--json` is for machines.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { ensureEnvironment } from "../scripts/python-environments.ts";
import { generateWorkspace } from "./generate-history.ts";
import { describeMachine, median, renderTable } from "./machine.ts";

const { values: options } = parseArgs({
  strict: false,
  options: { rounds: { type: "string", default: "3" } },
});
const ROUNDS = Number(options.rounds);
const MIGRUN = join(import.meta.dirname, "..", "apps", "cli", "bin", "migrun.js");
const run = promisify(execFile);

/** One size of history; the middle of all rounds. */
interface Line {
  readonly revisions: number;
  readonly findings: number;
  /** Milliseconds of the upgrade, in the run without lint and in that with it. */
  readonly upgrade: number;
  readonly watched: number;
  /** Milliseconds of the check lint. */
  readonly lint: number;
  /** MiB of the biggest process, without lint and with it. */
  readonly peakWithout: number;
  readonly peakWith: number;
}

const environment = await ensureEnvironment("newest");
const folder = await mkdtemp(join(tmpdir(), "migrun-benchmark-"));
try {
  const lines: Line[] = [];
  for (const revisions of [100, 1000, 3000]) lines.push(await measure(revisions));
  print(lines);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(revisions: number): Promise<Line> {
  const cwd = join(folder, String(revisions));
  const url = "postgresql+psycopg2://bench@127.0.0.1:5432";
  await generateWorkspace({ folder: cwd, targets: ["users"], revisions, url });
  const pairs: { without: Cost; with: Cost }[] = [];
  // The first round fills caches.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair = { without: await measureRun(cwd, "upgrade"), with: await measureRun(cwd, "upgrade,lint") };
    if (round > 0) pairs.push(pair);
  }
  const of = (read: (pair: { without: Cost; with: Cost }) => number): number => median(pairs.map(read));
  return {
    revisions,
    findings: of((pair) => pair.with.findings),
    upgrade: of((pair) => pair.without.upgrade),
    watched: of((pair) => pair.with.upgrade),
    lint: of((pair) => pair.with.lint),
    peakWithout: of((pair) => pair.without.peak),
    peakWith: of((pair) => pair.with.peak),
  };
}

interface Cost {
  readonly upgrade: number;
  readonly lint: number;
  readonly peak: number;
  readonly findings: number;
}

/** The parts of a report that are measured. */
interface Measured {
  readonly targets: readonly {
    readonly checks: readonly { readonly id: string; readonly durationMs: number }[];
    readonly findings: readonly unknown[];
  }[];
}

async function measureRun(cwd: string, only: string): Promise<Cost> {
  const file = join(cwd, "report.json");
  const flags = ["--only", only, "--all-revisions", "--quiet", "--report", `json=${file}`];
  const command = [process.execPath, MIGRUN, "all", ...flags, "--python", environment.python];
  const script = join(import.meta.dirname, "measure_process.py");
  const { stdout } = await run(environment.python, ["-S", script, ...command], { cwd });
  const { peak } = JSON.parse(stdout) as { readonly peak: number };
  const { targets } = JSON.parse(await readFile(file, "utf8")) as Measured;
  const took = (id: string): number =>
    targets.flatMap(({ checks }) => checks.filter((check) => check.id === id))[0]?.durationMs ?? 0;
  const findings = targets.reduce((sum, target) => sum + target.findings.length, 0);
  return { upgrade: took("upgrade"), lint: took("lint"), peak, findings };
}

function print(lines: readonly Line[]): void {
  const machine = describeMachine();
  const { versions } = environment;
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ machine, versions, rounds: ROUNDS, lines }, null, 2));
    return;
  }
  const rows = lines.map((line) => [
    String(line.revisions),
    `${line.upgrade} ms`,
    `${line.watched} ms`,
    `${line.lint} ms`,
    `${(line.lint / line.upgrade).toFixed(2)} ×`,
    String(line.findings),
    `${line.peakWithout.toFixed(0)} MiB`,
    `${line.peakWith.toFixed(0)} MiB`,
  ]);
  const titles = [
    "revisions",
    "upgrade",
    "upgrade, watched for lint",
    "lint",
    "of the upgrade",
    "findings",
    "peak without",
    "peak with",
  ];
  console.log(renderTable([titles, ...rows]));
  console.log(`The middle of ${ROUNDS}. ${machine}`);
  console.log(`Python ${versions.python}, Alembic ${versions.alembic}`);
}
