/** `migrun all` on examples/shop with `--isolation strict` against without: medians of pairs, run in turns. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureEnvironment } from "../scripts/python-environments.ts";
import { describeMachine, inTurns, renderTable, seconds } from "./machine.ts";

const PAIRS = 11;
const ROOT = join(import.meta.dirname, "..");
const { python } = await ensureEnvironment("newest");

const all = (...flags: readonly string[]) =>
  promisify(execFile)(
    process.execPath,
    [join(ROOT, "apps/cli/bin/migrun.js"), "all", "--quiet", "--python", python, ...flags],
    { cwd: join(ROOT, "examples/shop") },
  );

const [normal, strict] = await inTurns(
  PAIRS,
  () => all(),
  () => all("--isolation", "strict"),
);
const machine = describeMachine();
const ratio = strict / normal;
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ machine, pairs: PAIRS, milliseconds: { normal, strict }, ratio }, null, 2));
} else {
  const row = (name: string, time: number) => [name, seconds(time), `${(time / normal).toFixed(2)} ×`];
  console.log(renderTable([row("migrun all", normal), row("--isolation strict", strict)]));
  console.log(machine);
}
