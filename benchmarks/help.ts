/** `migrun --help` against `node -e 0`: medians of pairs, run in turns so that both see the same machine. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeMachine, measure, median, renderTable } from "./machine.ts";

const PAIRS = 15;
const MIGRUN = join(import.meta.dirname, "..", "apps", "cli", "bin", "migrun.js");
const run = promisify(execFile);

const bare: number[] = [];
const help: number[] = [];
for (let pair = 0; pair <= PAIRS; pair += 1) {
  const one = await measure(() => run(process.execPath, ["-e", "0"]));
  const other = await measure(() => run(process.execPath, [MIGRUN, "--help"]));
  // The first pair fills the file cache.
  if (pair === 0) continue;
  bare.push(one);
  help.push(other);
}

const machine = describeMachine();
const milliseconds = { node: median(bare), help: median(help) };
const ratio = milliseconds.help / milliseconds.node;
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ machine, pairs: PAIRS, milliseconds, ratio }, null, 2));
} else {
  const row = (name: string, time: number) => [
    name,
    `${time.toFixed(0)} ms`,
    `${(time / milliseconds.node).toFixed(2)} ×`,
  ];
  console.log(renderTable([row("node -e 0", milliseconds.node), row("migrun --help", milliseconds.help)]));
  console.log(machine);
}
