/** `migrun --help` against `node -e 0`: medians of pairs, run in turns so that both see the same machine. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeMachine, inTurns, renderTable } from "./machine.ts";

const PAIRS = 15;
const MIGRUN = join(import.meta.dirname, "..", "apps", "cli", "bin", "migrun.js");
const run = promisify(execFile);

const [node, help] = await inTurns(
  PAIRS,
  () => run(process.execPath, ["-e", "0"]),
  () => run(process.execPath, [MIGRUN, "--help"]),
);

const machine = describeMachine();
const milliseconds = { node, help };
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
